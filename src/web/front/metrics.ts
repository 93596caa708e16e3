import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Who answered. */
export type AnsweredBy = 'cache' | 'file' | 'page' | 'front';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Counts for Prometheus. Nothing about anyone. */
export class Metrics {
  #answers: { [by in AnsweredBy]: number[] } = { cache: [], file: [], page: [], front: [] };
  #rendered: number[] = Array<number>(BUCKETS.length).fill(0);
  #renderedCount = 0;
  #renderedSeconds = 0;
  #delay = monitorEventLoopDelay({ resolution: 20 });
  #purges = 0;

  constructor() {
    this.#delay.enable();
  }

  answered(by: AnsweredBy, status: number): void {
    const hundreds = Math.floor(status / 100);
    this.#answers[by][hundreds] = (this.#answers[by][hundreds] ?? 0) + 1;
  }

  rendered(seconds: number): void {
    this.#renderedCount += 1;
    this.#renderedSeconds += seconds;
    const bucket = BUCKETS.findIndex((most) => seconds <= most);
    if (bucket >= 0) this.#rendered[bucket] = (this.#rendered[bucket] ?? 0) + 1;
  }

  purged(): void {
    this.#purges += 1;
  }

  /** @param gauges name → value, of this moment. */
  text(gauges: Readonly<Record<string, number>>): string {
    const lines = ['# TYPE saolang_http_answers_total counter'];
    for (const [by, counts] of Object.entries(this.#answers))
      counts.forEach((count, hundreds) =>
        lines.push(`saolang_http_answers_total{by="${by}",status="${hundreds}xx"} ${count}`),
      );
    lines.push('# TYPE saolang_render_seconds histogram');
    let below = 0;
    BUCKETS.forEach((most, at) => {
      below += this.#rendered[at] ?? 0;
      lines.push(`saolang_render_seconds_bucket{le="${most}"} ${below}`);
    });
    lines.push(
      `saolang_render_seconds_bucket{le="+Inf"} ${this.#renderedCount}`,
      `saolang_render_seconds_sum ${this.#renderedSeconds}`,
      `saolang_render_seconds_count ${this.#renderedCount}`,
      '# TYPE saolang_purges_total counter',
      `saolang_purges_total ${this.#purges}`,
    );
    const memory = process.memoryUsage();
    const all: Record<string, number> = {
      ...gauges,
      event_loop_delay_p99_seconds: this.#delay.percentile(99) / 1e9,
      process_resident_memory_bytes: memory.rss,
      process_heap_used_bytes: memory.heapUsed,
      process_heap_reserved_bytes: memory.heapTotal,
      process_external_bytes: memory.external,
      process_cpu_seconds: (process.cpuUsage().user + process.cpuUsage().system) / 1e6,
      process_uptime_seconds: process.uptime(),
    };
    for (const [name, value] of Object.entries(all))
      lines.push(`# TYPE saolang_${name} gauge`, `saolang_${name} ${value}`);
    this.#delay.reset();
    return `${lines.join('\n')}\n`;
  }
}

/** Lines leave together: a line at a time costs more than the page it tells of. */
const FLUSH_MS = 200;

export class AccessLog {
  #lines: string[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** No address of the visitor, no query, no token: nothing that says who asked for what. */
  add(line: { id: string; method: string; path: string; status: number; ms: number; by: string }): void {
    this.#lines.push(
      `${new Date().toISOString()} ${line.method} ${withoutSecrets(line.path)} ${line.status} ${line.ms.toFixed(1)}ms ${line.by} ${line.id}\n`,
    );
    this.#timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#lines.length === 0) return;
    this.#write(this.#lines.join(''));
    this.#lines = [];
  }
}

/** Addresses that are keys themselves: an order by link, one stamp. */
export function withoutSecrets(path: string): string {
  const [bare = ''] = path.split('?', 1);
  return bare
    .replace(
      /^((?:\/en)?\/(?:don-hang|bao-sai|tai-khoan|dang-ky|loi-moi|luot-tham|mat-khau-moi|quyen-du-lieu|t|v|01|api\/v1\/trace))\/.*/s,
      '$1/…',
    )
    .slice(0, 200);
}

import autocannon from 'autocannon';

/**
 * Load from a process of its own, so that it does not share a thread with what it measures. Reads what is wanted
 * from its arguments (JSON) and prints what came out (JSON).
 */
export type Wanted = {
  url: string;
  /** Asked in turn. */
  paths: string[];
  connections: number;
  seconds: number;
  headers?: Record<string, string>;
  /** Requests a second over all connections; by default as many as go. */
  rate?: number;
  /** From which status on an answer is a bad one; by default 400. */
  badFrom?: number;
};

export type Came = {
  /** Answers in all. */
  answers: number;
  seconds: number;
  /** Answers that were neither 2xx nor 304, lost connections and timeouts. */
  bad: number;
  p50: number;
  p99: number;
};

if (import.meta.main) {
  const {
    url,
    paths,
    connections,
    seconds,
    headers = {},
    rate,
    badFrom = 400,
  } = JSON.parse(process.argv[2] ?? '') as Wanted;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    requests: paths.map((path) => ({ path, headers })),
    ...(rate && { overallRate: rate }),
  });
  const statuses = Object.entries(result.statusCodeStats ?? {}).map(([status, { count }]) => [
    Number(status),
    count ?? 0,
  ]);
  const bad = statuses
    .filter(([status = 0]) => status >= badFrom || status < 200)
    .reduce((sum, [, count = 0]) => sum + count, 0);
  const came: Came = {
    answers: result.requests.total,
    seconds: result.duration,
    bad: bad + result.errors + result.timeouts,
    p50: result.latency.p50,
    p99: result.latency.p99,
  };
  console.log(JSON.stringify(came));
}

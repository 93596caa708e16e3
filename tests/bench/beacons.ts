import { Agent, request } from 'node:http';
import { codeOf, stampKeys } from '#src/domain/traceability/stamp-code.ts';
import { scanToken } from '#src/domain/scans/scan-token.ts';

/** What pages tell of scans, from a process of its own: each scan with a token of its own, as browsers send them. */
export type BeaconsWanted = {
  url: string;
  secret: string;
  root: string;
  epoch: number;
  first: number;
  stamps: number;
  seconds: number;
  connections: number;
};
export type BeaconsCame = { noted: number; bad: number; seconds: number; p99: number };

if (import.meta.main) {
  const wanted = JSON.parse(process.argv[2] ?? '') as BeaconsWanted;
  const keys = stampKeys(wanted.root, wanted.epoch);
  const agent = new Agent({ keepAlive: true, maxSockets: wanted.connections });
  const times: number[] = [];
  let bad = 0;
  const begin = performance.now();
  const until = begin + wanted.seconds * 1_000;
  const one = async (turn: number): Promise<void> => {
    const code = codeOf(keys, wanted.first + (turn % wanted.stamps));
    const body = `ma=${code}&ve=${scanToken(wanted.secret, code, new Date())}`;
    const from = performance.now();
    const status = await new Promise<number>((done, fail) => {
      const asked = request(
        `${wanted.url}/t/quet`,
        {
          agent,
          method: 'POST',
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'content-length': body.length,
            'user-agent': `bench ${turn % 5_000}`,
          },
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => done(answer.statusCode ?? 0));
        },
      );
      asked.on('error', fail);
      asked.end(body);
    });
    times.push(performance.now() - from);
    if (status !== 204) bad += 1;
  };
  let turn = 0;
  await Promise.all(
    Array.from({ length: wanted.connections }, async () => {
      while (performance.now() < until) await one((turn += 1));
    }),
  );
  times.sort((a, b) => a - b);
  const came: BeaconsCame = {
    noted: times.length - bad,
    bad,
    seconds: (performance.now() - begin) / 1_000,
    p99: times[Math.floor(times.length * 0.99)] ?? 0,
  };
  console.log(JSON.stringify(came));
  agent.destroy();
}

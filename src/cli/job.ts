import { JOBS } from '#src/jobs/jobs.ts';
import type { Site } from '#src/web/site.ts';
import { WrongUsage, type ExitCode } from './command.ts';

/** `job NAME`: does now, in this process, what is otherwise done when its time comes. */
export async function jobCommand(
  args: readonly string[],
  { site, out, json }: { site: Site; out: (line: string) => void; json: boolean },
): Promise<ExitCode> {
  const [name, ...more] = args;
  const job = JOBS.find((one) => one.name === name);
  if (!job || more.length > 0)
    throw new WrongUsage(`Cần "job TÊN"; tên là một trong: ${JOBS.map((one) => one.name).join(', ')}.`);
  const done = await job.run(site);
  out(
    json
      ? JSON.stringify({ job: job.name, ...done })
      : `${job.name}: ${Object.entries(done)
          .map(([what, count]) => `${what} ${count}`)
          .join(', ')}`,
  );
  return 0;
}

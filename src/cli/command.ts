import type { OpenDatabase } from '#db/client.ts';
import type { Config } from '#src/config.ts';
import type { Context } from '#src/domain/shared/context.ts';

/** 0 done, 1 refused with findings, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** What a command is given. The database is opened only when it is asked for. */
export type CommandTools = {
  config: Config;
  out: (line: string) => void;
  /** Progress and complaints: never mixed into what a machine reads. */
  err: (line: string) => void;
  json: boolean;
  open: () => Promise<{ ctx: Context; database: OpenDatabase }>;
};

export type Command = {
  /** Lines of the usage text, each a form of the command and what it does. */
  usage: readonly (readonly [form: string, does: string])[];
  run: (args: readonly string[], tools: CommandTools) => Promise<ExitCode>;
};

/** The command was called in a way that means nothing. */
export class WrongUsage extends Error {
  override name = 'WrongUsage';
}

import { parseArgs } from 'node:util';
import { insertOffice, knownScope, mustFitScope } from '#src/domain/accounts/assignments.ts';
import { opensSomething, SCOPES_OF } from '#src/domain/accounts/deeds.ts';
import { readScope } from '#src/domain/accounts/read-scope.ts';
import { ROLES, type Role } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { refusals } from '#src/i18n/refusals.ts';
import { officeName } from '#src/web/office-name.ts';
import { makeUser } from '#src/web/sign-in.ts';
import type { Site } from '#src/web/site.ts';
import { WrongUsage, type ExitCode } from './command.ts';

type Tools = {
  ctx: Context;
  site: Site;
  /** The password: the first line of the standard input. */
  password: () => Promise<string>;
  out: (line: string) => void;
  err: (line: string) => void;
  json: boolean;
};

/** `user add --email … --role … [--scope …]`: an account with an office, its password from the standard input. */
export async function userCommand(args: readonly string[], tools: Tools): Promise<ExitCode> {
  const [verb, ...rest] = args;
  if (verb !== 'add') throw new WrongUsage('Cần "user add --email … --role … --scope …".');
  const { email, phone, name, role, scope } = readArguments(rest);
  const { ctx, site, out, err, json } = tools;
  try {
    const meant = readScope(site.places, role, scope);
    mustFitScope(site.places, role, meant);
    const held = await knownScope(ctx, meant);
    const password = await tools.password();
    const id = await inTransaction(ctx, async (ctx) => {
      const userId = await makeUser(site, ctx, { name, email, phone, password, scope: held });
      await insertOffice(ctx, userId, role, held);
      return userId;
    });
    const office = officeName(site.places, 'vi', { role, scope: held });
    out(json ? JSON.stringify({ id, role, scope: held }) : `Đã tạo tài khoản ${email || phone}: ${office}.`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (json) out(JSON.stringify({ code: error.code, ...error.details }));
    else
      err(
        [refusals.vi[error.code], error.details['candidates']].filter((part) => part !== undefined).join(' '),
      );
    return 1;
  }
}

function readArguments(args: readonly string[]) {
  const { values } = parse(args);
  const role = ROLES.find((one) => one === values.role);
  if (!role) throw new WrongUsage(`--role là một trong: ${ROLES.filter(opensSomething).join(', ')}.`);
  if (!values.scope?.trim() && opensSomething(role)) mustBeOfTheCountry(role);
  if (!values.email && !values.phone) throw new WrongUsage('Cần --email hoặc --phone.');
  return {
    role: role satisfies Role,
    email: values.email ?? '',
    phone: values.phone ?? '',
    name: values.name ?? '',
    scope: values.scope ?? '',
  };
}

/** Nothing given as `--scope` is the whole country. */
function mustBeOfTheCountry(role: Role): void {
  const kinds = SCOPES_OF[role];
  if (kinds.includes('country')) return;
  throw new WrongUsage(
    kinds.includes('producer')
      ? `Vai trò ${role} cần --scope là mã chủ thể, hoặc phần cuối địa chỉ trang chủ thể.`
      : `Vai trò ${role} cần --scope là tên hoặc mã ${kinds.includes('commune') ? 'xã' : 'tỉnh'}.`,
  );
}

function parse(args: readonly string[]) {
  const options = {
    email: { type: 'string' },
    phone: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    scope: { type: 'string' },
  } as const;
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false });
  } catch (error) {
    throw new WrongUsage((error as Error).message);
  }
}

/** The first line of what comes in; what follows is not read. */
export async function firstLine(input: NodeJS.ReadStream): Promise<string> {
  let text = '';
  for await (const part of input) {
    text += String(part);
    if (text.includes('\n') || text.length > 1_000) break;
  }
  return text.split('\n')[0]!.replace(/\r$/, '');
}

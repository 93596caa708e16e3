import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { keepSetting, siteOwner } from '#src/domain/shared/site-settings.ts';

export type OwnerDeps = { ctx: Context; out: (line: string) => void; json: boolean };

const filled = z
  .string()
  .trim()
  .min(1, 'còn trống')
  .refine((text) => !/\[.*\]|ví dụ|xxx/i.test(text), 'còn là chỗ giữ sẵn');
const owner = z.strictObject({
  name: filled,
  registration: filled,
  address: filled,
  phone: filled,
  email: z.email('không phải địa chỉ thư'),
  representative: filled,
});

const USAGE = `Cách dùng: owner show | owner set TỆP.yaml
Tệp có sáu dòng: name, registration, address, phone, email, representative.`;

/**
 * `owner show`, `owner set FILE`: who answers for the site, as the legal pages and security.txt say. Every
 * line has to be filled in. 0 done, 1 refused with findings, 2 wrong usage.
 */
export async function ownerCommand(
  args: readonly string[],
  { ctx, out, json }: OwnerDeps,
): Promise<0 | 1 | 2> {
  const [verb, file, ...more] = args;
  if (verb === 'show' && file === undefined) {
    out(JSON.stringify(await siteOwner(ctx), null, json ? 0 : 2));
    return 0;
  }
  if (verb !== 'set' || file === undefined || more.length > 0) {
    out(USAGE);
    return 2;
  }
  const read = owner.safeParse(await readFile(file, 'utf8').then(parse, () => null));
  if (!read.success) {
    const findings = read.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    if (json) out(JSON.stringify({ findings }));
    else for (const { field, message } of findings) out(`${field === '' ? file : field}: ${message}`);
    return 1;
  }
  await inTransaction(ctx, async (ctx) => {
    const before = await siteOwner(ctx);
    const after = { ...read.data, isExample: false };
    await keepSetting(ctx, 'owner', after);
    await writeDown(ctx, [{ kind: 'site.owner_changed', subject: 'site', before, after }]);
    await announce(ctx, { tags: ['site'] });
  });
  out(json ? JSON.stringify(await siteOwner(ctx)) : `Đơn vị vận hành: ${read.data.name}`);
  return 0;
}

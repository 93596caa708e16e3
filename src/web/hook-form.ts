import type { Message } from '#src/domain/hooks/deliver.ts';
import { hookSecret, secretShown } from '#src/domain/hooks/hook.ts';
import {
  addReceiver,
  changeReceiver,
  dropOldSecret,
  endReceiver,
  pauseReceiver,
  readHookAddress,
  redeliver,
  renewSecret,
  resumeReceiver,
  sendTest,
  type HookOwner,
} from '#src/domain/hooks/receivers.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { OutsideFault } from '#src/domain/shared/outside.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { field } from './forms.ts';
import { paths } from './paths.ts';
import type { Site } from './site.ts';

/** Where whoever has a message can read what it speaks of. */
export function hookDataAddress({ producerId, data }: Message, origin: string): string | null {
  const idIn = (name: string) => (data[name] as { id?: string } | undefined)?.id;
  const [order, purchase, certificate, product] = ['order', 'purchase', 'certificate', 'product'].map(idIn);
  if (order !== undefined && producerId !== null) return origin + paths.workshopOrder(producerId, order);
  if (purchase !== undefined) return origin + paths.deskPurchase(purchase);
  if (certificate !== undefined) return `${origin}/api/v1/certificates/${certificate}`;
  return product === undefined ? null : `${origin}/api/v1/products/${product}`;
}

export const hookPath = (owner: HookOwner, id: string): string =>
  owner === 'site' ? paths.officeHook(id) : paths.workshopHook(owner.producerId, id);
export const hooksPath = (owner: HookOwner): string =>
  owner === 'site' ? paths.officeHooks : paths.workshopHooks(owner.producerId);

/** What was typed, after a look at where the address leads. @throws Refusal */
async function sentReceiver(
  { hooks }: Pick<Site, 'hooks'>,
  form: FormData,
): Promise<{ address: string; topics: string[] }> {
  const address = readHookAddress(field(form, 'dia-chi', 600), hooks.mayBePlain);
  try {
    await hooks.look(address);
  } catch (error) {
    if (error instanceof OutsideFault) throw new Refusal('hook.address_inner');
    throw error;
  }
  return { address, topics: form.getAll('viec-bao').filter((value) => typeof value === 'string') };
}

type Asked = { ctx: Context; site: Site; owner: HookOwner; form: FormData };

/** @returns the new receiver and its secret, to be shown once. @throws Refusal */
export async function takeNewHook({
  ctx,
  site,
  owner,
  form,
}: Asked): Promise<{ id: string; secret: string }> {
  const id = await addReceiver(ctx, owner, await sentReceiver(site, form));
  return { id, secret: secretShown(hookSecret(site.secret, id, 1)) };
}

/** @returns a secret to be shown once, or where to go on. @throws Refusal */
export async function takeHookDeed(
  { ctx, site, owner, form }: Asked,
  id: string,
): Promise<{ secret: string } | { to: string }> {
  const here = hookPath(owner, id);
  const version = Number(field(form, 'ban', 10));
  switch (field(form, 'viec')) {
    case 'thu':
      await sendTest(ctx, owner, id);
      return { to: `${here}?xong=thu` };
    case 'gui-lai':
      await redeliver(ctx, owner, id, field(form, 'tin', 40));
      return { to: `${here}?xong=gui-lai` };
    case 'dung':
      await pauseReceiver(ctx, owner, id);
      return { to: `${here}?xong=dung` };
    case 'tiep':
      await resumeReceiver(ctx, owner, id);
      return { to: `${here}?xong=tiep` };
    case 'doi-khoa': {
      const generation = await renewSecret(ctx, owner, id, version);
      return { secret: secretShown(hookSecret(site.secret, id, generation)) };
    }
    case 'bo-khoa-cu':
      await dropOldSecret(ctx, owner, id);
      return { to: `${here}?xong=bo-khoa-cu` };
    case 'go':
      await endReceiver(ctx, owner, id);
      return { to: `${hooksPath(owner)}?xong=go` };
    default:
      await changeReceiver(ctx, owner, id, { ...(await sentReceiver(site, form)), version });
      return { to: `${here}?xong=luu` };
  }
}

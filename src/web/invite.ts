import { invite } from '#src/domain/accounts/invitations.ts';
import { readEmail } from '#src/domain/accounts/person.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { invitationLetter } from '#src/i18n/letters.ts';
import { officeName } from './office-name.ts';
import { paths } from './paths.ts';
import { addressFor, type Site } from './site.ts';

/** Invites somebody and writes them the letter; the link is told once. */
export async function inviteByLetter(
  site: Pick<Site, 'places' | 'config'>,
  ctx: Context,
  given: { email: string; name: string; role: Role; scope: Scope },
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const { id, token } = await invite(ctx, site.places, given);
    const link = addressFor(site.config) + paths.invitation(token);
    const { title, words } = invitationLetter(given.name || null, officeName(site.places, 'vi', given), link);
    await writeLetter(ctx, {
      key: `invitation:${id}`,
      kind: 'invitation',
      to: { address: readEmail(given.email), name: given.name || null },
      title,
      words,
      isPrivate: true,
      about: `invitation:${id}`,
    });
    return link;
  });
}

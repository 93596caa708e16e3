import { invitationAt, takeUp, type Invitation } from '#src/domain/accounts/invitations.ts';
import { inTransaction } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { enter, makeUser, type Entered, type Knocking, type NewUser } from './sign-in.ts';

/**
 * Somebody new takes an invitation up: an account is made, the office given, the browser signed in; all or
 * nothing.
 *
 * @throws Refusal `invitation.over`, and those of `makeUser`.
 */
export async function join(knocking: Knocking, token: string, given: NewUser): Promise<Entered> {
  const { site, ctx } = knocking;
  const invitation: Invitation | null = await invitationAt(ctx, token);
  if (!invitation) throw new Refusal('invitation.over');
  await inTransaction(ctx, async (inner) => {
    const userId = await makeUser(site, inner, { ...given, scope: invitation.scope });
    await takeUp(inner, token, userId);
  });
  return enter(knocking, given.email || given.phone, given.password);
}

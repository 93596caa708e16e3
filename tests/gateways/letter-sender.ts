import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { sendWaitingLetters, type MailGateway } from '#src/domain/notifications/send-letters.ts';
import { smtpMail } from '#src/gateways/mail.ts';
import { mailOf } from '#src/i18n/notices.ts';

/**
 * Sends what waits, as the worker does, and stands still at the point named, saying so: whoever started it kills it
 * there. `node letter-sender.ts DATABASE SMTP POINT`.
 */
const [, , databaseUrl = '', smtpUrl = '', point = 'nowhere'] = process.argv;
const real = smtpMail({ url: smtpUrl, from: 'Sao Làng <ocop@example.vn>' });

async function standStill(here: string): Promise<void> {
  if (here !== point) return;
  process.stdout.write(`standing at ${here}\n`);
  await new Promise((never) => setTimeout(never, 600_000));
}

const mail: MailGateway = {
  send: async (letter, beforeLast) => {
    await standStill('claimed');
    const delivery = await real.send(letter, async () => {
      await standStill('before the mark');
      await beforeLast();
      await standStill('after the mark');
    });
    await standStill('answered');
    return delivery;
  },
};

const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
const done = await sendWaitingLetters(
  { db: drizzle(sql), now: new Date('2026-03-15T03:00:00Z'), actor: { kind: 'system', task: 'test' } },
  mail,
  { mailOf, claimSeconds: 1 },
);
process.stdout.write(`${JSON.stringify(done)}\n`);
await sql.end();

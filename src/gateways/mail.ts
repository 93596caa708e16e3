import { Transform } from 'node:stream';
import { createTransport } from 'nodemailer';
import type { Delivery, MailGateway } from '#src/domain/notifications/send-letters.ts';

/** A server that takes longer to say a word is not there. */
const CONNECT_MS = 15_000;
/** Some servers think long about a whole message; a letter is claimed for a little longer. */
const SILENT_MS = 240_000;

type Fault = Error & { code?: string; responseCode?: number; response?: string };

/** Mail by SMTP: one conversation a letter. `from`: an address, with or without a name. */
export function smtpMail({ url, from }: { url: string; from: string }): MailGateway {
  const transport = createTransport(
    {
      url,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENT_MS,
      dnsTimeout: CONNECT_MS,
    },
    { from },
  );
  // The message passes through here on its way to the server: its last byte waits until it is written down that
  // the server may have it.
  transport.use('stream', (mail, done) => {
    const { beforeLast } = mail.data as { beforeLast?: () => Promise<void> };
    mail.message.transform(
      () =>
        new Transform({
          transform: (part, _encoding, passOn) => passOn(null, part),
          flush: (end) => void (beforeLast?.() ?? Promise.resolve()).then(() => end(), end),
        }),
    );
    done();
  });
  const domain = /@([^\s@>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';

  return {
    send: async ({ id, to, title, words }, beforeLast): Promise<Delivery> => {
      let over = false;
      const message = {
        to: to.name === null ? to.address : { name: to.name, address: to.address },
        subject: title,
        text: words,
        messageId: `<${id}@${domain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        textEncoding: 'quoted-printable' as const,
        disableFileAccess: true,
        disableUrlAccess: true,
        beforeLast: async () => {
          await beforeLast();
          over = true;
        },
      };
      try {
        await transport.sendMail(message);
        return { outcome: 'sent' };
      } catch (error) {
        const { code, responseCode, response, message: said } = error as Fault;
        if (responseCode !== undefined && responseCode >= 400) {
          // A server that will not talk, or a wrong password, is put right one day: the letter is not to blame.
          const passing = responseCode < 500 || (code !== 'EENVELOPE' && code !== 'EMESSAGE');
          return { outcome: 'refused', passing, words: response ?? said };
        }
        return over
          ? { outcome: 'unknown', words: said }
          : { outcome: 'refused', passing: true, words: said };
      }
    },
  };
}

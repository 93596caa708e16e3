import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { projectFolder } from '#db/client.ts';

export type MailServer = {
  url: string;
  /** What the server took and is answerable for, as it came. */
  taken: string[];
  /** Of each of these: whether the line was encrypted. */
  encrypted: boolean[];
  /** How it answers: a recipient, or a whole message. `null`: it does not answer at all. */
  answers: {
    recipient: (address: string) => Promise<Fault | null>;
    message: (body: string) => Promise<Fault | 'break' | null>;
  };
  close: () => Promise<void>;
};

export type Fault = { code: number; words: string };

const faultOf = ({ code, words }: Fault): Error => Object.assign(new Error(words), { responseCode: code });

/** A certificate that nobody has signed but itself, for 127.0.0.1. */
export const OWN_CERTIFICATE = join(projectFolder(), 'tests', 'fixtures', 'mail', 'certificate.pem');
const OWN_KEY = join(projectFolder(), 'tests', 'fixtures', 'mail', 'key.pem');

/**
 * A real SMTP server on this machine that does as the test says.
 *
 * @param tls `starttls`: takes letters on an encrypted line only, which begins in the open; `from_the_start`: it
 *   begins encrypted.
 */
export async function startMailServer(tls: 'starttls' | 'from_the_start' | null = null): Promise<MailServer> {
  const taken: string[] = [];
  const encrypted: boolean[] = [];
  const answers: MailServer['answers'] = { recipient: async () => null, message: async () => null };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: tls === null ? ['STARTTLS', 'AUTH'] : ['AUTH'],
    ...(tls !== null && {
      secure: tls === 'from_the_start',
      cert: readFileSync(OWN_CERTIFICATE),
      key: readFileSync(OWN_KEY),
    }),
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) => {
      void answers.recipient(address).then((fault) => (fault ? done(faultOf(fault)) : done()));
    },
    onData: (stream, session, done) => {
      let body = '';
      let whole = true;
      stream.on('data', (part: Buffer) => (body += part.toString('utf8')));
      stream.on('error', () => (whole = false));
      stream.on('end', () => {
        if (!whole) return;
        void answers.message(body).then((fault) => {
          if (fault === 'break') {
            taken.push(body);
            for (const connection of (
              server as unknown as { connections: Set<{ _socket: { destroy(): void } }> }
            ).connections)
              connection._socket.destroy();
          } else if (fault) done(faultOf(fault));
          else {
            taken.push(body);
            encrypted.push(session.secure);
            done();
          }
        });
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.server.address();
  return {
    url: `${tls === 'from_the_start' ? 'smtps' : 'smtp'}://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`,
    taken,
    encrypted,
    answers,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

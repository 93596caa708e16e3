import { SMTPServer } from 'smtp-server';

export type MailServer = {
  url: string;
  /** What the server took and is answerable for, as it came. */
  taken: string[];
  /** How it answers: a recipient, or a whole message. `null`: it does not answer at all. */
  answers: {
    recipient: (address: string) => Promise<Fault | null>;
    message: (body: string) => Promise<Fault | 'break' | null>;
  };
  close: () => Promise<void>;
};

export type Fault = { code: number; words: string };

const faultOf = ({ code, words }: Fault): Error => Object.assign(new Error(words), { responseCode: code });

/** A real SMTP server on this machine that does as the test says. */
export async function startMailServer(): Promise<MailServer> {
  const taken: string[] = [];
  const answers: MailServer['answers'] = { recipient: async () => null, message: async () => null };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    onRcptTo: ({ address }, _session, done) => {
      void answers.recipient(address).then((fault) => (fault ? done(faultOf(fault)) : done()));
    },
    onData: (stream, _session, done) => {
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
    url: `smtp://127.0.0.1:${address && typeof address === 'object' ? address.port : 0}`,
    taken,
    answers,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';

/** A browser shows an answer only once it has sent all it wanted to: so much of a body is taken off the line for it. */
export const MOST_DRAINED_BYTES = 64 * 1024 * 1024;

const KEPT_AHEAD_BYTES = 64 * 1024;

/**
 * The body of a request, as far as somebody reads it. What nobody reads is taken off the line and thrown away when
 * the answer has gone: a browser that is still sending would not see the answer, and its connection would serve no
 * other request.
 *
 * It ends with an error where it grows longer than `most` without having said so.
 */
export function bodyOf(req: IncomingMessage, res: ServerResponse, most: number): ReadableStream<Uint8Array> {
  let bytes = 0;
  let isRead = true;
  const letGo = (): void => {
    isRead = false;
    req.resume();
  };
  res.once('finish', letGo);
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const end = (error: Error | null): void => {
          if (!isRead) return;
          isRead = false;
          if (error) controller.error(error);
          else controller.close();
        };
        req.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MOST_DRAINED_BYTES) {
            end(new Error('the body is too long'));
            req.destroy();
          } else if (isRead && bytes <= most) {
            controller.enqueue(chunk);
            if ((controller.desiredSize ?? 0) <= 0) req.pause();
          }
        });
        req.once('end', () => end(bytes > most ? new Error('the body is too long') : null));
        req.once('error', end);
        req.once('close', () => end(req.complete ? null : new Error('the body was cut off')));
      },
      pull: () => void req.resume(),
      cancel: letGo,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: KEPT_AHEAD_BYTES }),
  );
}

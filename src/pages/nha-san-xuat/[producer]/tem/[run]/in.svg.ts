import { Readable } from 'node:stream';
import type { APIRoute } from 'astro';
import { answering } from '#src/web/answer.ts';
import { printOf } from '#src/web/stamp-print.ts';
import { stampSvg } from '#src/web/stamp-svg.ts';
import { asFile } from '#src/web/table-file.ts';

/** Query as `printOf` reads it, and `trang`: which page, from 1. */
export const GET: APIRoute = (astro) =>
  answering(async () => {
    const print = await printOf(astro);
    if (!print) return new Response(null, { status: 404 });
    const page = Number(astro.url.searchParams.get('trang') ?? 1);
    const parts = stampSvg(print, page);
    // What cannot be printed is refused before the first byte.
    const first = parts.next().value as string;
    const whole = Readable.toWeb(
      Readable.from(
        (function* () {
          yield first;
          yield* parts;
        })(),
      ),
    ) as ReadableStream<Uint8Array>;
    const { run, size } = print;
    return asFile(
      whole.pipeThrough(new TextEncoderStream() as never),
      `tem-${run.number}-${size}mm-${page}.svg`,
      'image/svg+xml',
    );
  });

import type { APIRoute } from 'astro';
import { readRecordingFile } from '#src/domain/media/recording.ts';
import { recordingFile } from '#src/domain/media/recordings.ts';
import { fileAnswer } from '#src/web/file-answer.ts';

/** A recording at an address made of its own bytes. */
export const GET: APIRoute = async ({ locals, params, request }) => {
  const asked = readRecordingFile(params['file'] ?? '');
  const file = asked && (await recordingFile(locals.ctx, asked));
  if (!asked || !file) return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  return fileAnswer(request, locals.ctx, locals.site.files, { ...file, type: asked.type });
};

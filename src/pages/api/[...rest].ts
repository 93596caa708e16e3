import type { APIRoute } from 'astro';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { openToAll } from '#src/web/api/answer-json.ts';
import { problem } from '#src/web/answer.ts';

/** A program that misspells an address gets an answer that it can read. */
export const ALL: APIRoute = ({ locals }) => openToAll(problem(new Refusal('not_found'), locals.lang));

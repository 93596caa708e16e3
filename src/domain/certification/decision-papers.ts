import { sql } from 'drizzle-orm';
import { decisionPapers } from '#db/schema/certification.ts';
import type { FileStore } from '#src/domain/media/file-store.ts';
import { fileBytes, keepFile } from '#src/domain/media/files.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { MOST_PAPER_BYTES, paperTypeOf, type DecisionPaperType } from './decision-paper.ts';

/** A paper that was handed in, as the deeds name it. */
export type HandedPaper = { sha256: string; name: string };

const LONGEST_NAME = 120;

/**
 * Keeps the file until a deed takes it up; what no deed took up within a day goes. Kept twice, it is one file.
 *
 * @throws Refusal `paper.too_large`, `paper.unreadable`.
 */
export async function keepPaper(
  ctx: Context,
  store: FileStore,
  bytes: Uint8Array,
  name: string,
): Promise<HandedPaper> {
  if (bytes.length > MOST_PAPER_BYTES) throw new Refusal('paper.too_large');
  const type = paperTypeOf(bytes);
  if (type === null) throw new Refusal('paper.unreadable');
  const sha256 = await keepFile(ctx, store, bytes);
  await ctx.db.execute(sql`
    delete from decision_papers d where d.kept_at < ${ctx.now.toISOString()}::timestamptz - interval '1 day'
      and d.sha256 <> ${sha256}
      and not exists (select 1 from certificate_events e where e.paper_sha256 = d.sha256)
      and not exists (select 1 from certificates c where c.paper_sha256 = d.sha256)
      and not exists (select 1 from producer_documents p where p.paper_sha256 = d.sha256)
      and not exists (select 1 from evidence v where v.paper_sha256 = d.sha256)`);
  await ctx.db
    .insert(decisionPapers)
    .values({ sha256, type, size: bytes.length, keptBy: actorName(ctx.actor), keptAt: ctx.now })
    .onConflictDoUpdate({
      target: decisionPapers.sha256,
      set: { keptBy: actorName(ctx.actor), keptAt: ctx.now },
    });
  return { sha256, name: nameOf(name) };
}

/** As it is kept beside a deed. A name of a file is words, not a way to somewhere. */
function nameOf(name: string): string {
  const last =
    tidy(name.replace(/[\u0000-\u001f\u007f"]/g, ''))
      .split(/[\\/]/)
      .at(-1) ?? '';
  return last.slice(-LONGEST_NAME) || 'quyet-dinh';
}

/**
 * The columns of a deed for its paper.
 *
 * @throws Refusal `paper.gone`: nobody handed it in, or it was somebody else, or too long ago.
 */
export async function paperColumns(
  ctx: Context,
  paper: HandedPaper | null,
): Promise<{ paperSha256: string | null; paperName: string | null }> {
  if (paper === null) return { paperSha256: null, paperName: null };
  const rows = await ctx.db.execute(sql`
    select 1 from decision_papers where sha256 = ${paper.sha256} and kept_by = ${actorName(ctx.actor)} for key share`);
  if (rows.length === 0) throw new Refusal('paper.gone');
  return { paperSha256: paper.sha256, paperName: nameOf(paper.name) };
}

export type PaperFile = { name: string; type: DecisionPaperType; bytes: Uint8Array<ArrayBuffer> };

/** The file, if it belongs to this certificate; `null` otherwise. */
export async function paperOfCertificate(
  ctx: Context,
  store: FileStore,
  certificateId: string,
  sha256: string,
): Promise<PaperFile | null> {
  const [found] = await ctx.db.execute<Omit<PaperFile, 'bytes'> & { sha256: string; size: number }>(sql`
    select d.sha256, d.size, d.type, held.name from decision_papers d
    join (
      select paper_sha256 as sha256, paper_name as name from certificates where id = ${certificateId}
      union all
      select paper_sha256, paper_name from certificate_events where certificate_id = ${certificateId}) held
      on held.sha256 = d.sha256
    where d.sha256 = ${sha256} limit 1`);
  const bytes = found && (await fileBytes(ctx, store, found));
  return bytes ? { name: found.name, type: found.type, bytes } : null;
}

export type PaperEntry = { sha256: string; name: string; eventId: string | null };

/** The papers that belong to a certificate: of its decision (`eventId` null) and of what befell it. */
export async function papersOfCertificate(ctx: Context, certificateId: string): Promise<PaperEntry[]> {
  return ctx.db.execute<PaperEntry>(sql`
    select paper_sha256 as sha256, paper_name as name, null as "eventId" from certificates
      where id = ${certificateId} and paper_sha256 is not null
    union all
    select paper_sha256, paper_name, id from certificate_events
      where certificate_id = ${certificateId} and paper_sha256 is not null`) as unknown as Promise<
    PaperEntry[]
  >;
}

import type { APIRoute } from 'astro';
import { draftById, fileOfDraft } from '#src/domain/registry/drafts.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { annotatedList } from '#src/web/annotated-list.ts';
import { checkedDraft } from '#src/web/checked-drafts.ts';

/** The file as it was sent (`goc`), or as a workbook with what is to be looked at (`ghi-chu`). */
export const GET: APIRoute = async ({ params, locals, rewrite }) => {
  const { ctx, site } = locals;
  try {
    const draft = await draftById(ctx, params['id'] ?? '');
    const bytes = await fileOfDraft(ctx, draft.id);
    if (params['kind'] === 'goc') return attachment(bytes, draft.name, 'application/octet-stream');
    if (params['kind'] !== 'ghi-chu') return rewrite('/404');
    const { list } = await checkedDraft(ctx, site.places, draft);
    return attachment(
      await annotatedList(bytes, draft.name, list),
      `${draft.name.replace(/\.[^.]*$/, '')} - dieu can xem.xlsx`,
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
  } catch (error) {
    if (error instanceof Refusal && error.kind !== 'conflict') return rewrite('/404');
    throw error;
  }
};

function attachment(bytes: Uint8Array, name: string, type: string): Response {
  return new Response(bytes as BodyInit, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'private, no-store',
    },
  });
}

import { dueCertificates, type DueRow } from '#src/domain/reports/due-certificates.ts';
import type { Table } from '#src/domain/reports/register-table.ts';
import { dueRoom } from '#src/i18n/due-room.ts';
import { readDueQuery } from './due-query.ts';
import type { APIContext } from 'astro';

/** More rows than any country has. */
const MOST = 100_000;

/** The rows of a list that the officer has filtered, all pages, for a file. */
export async function dueRows(astro: APIContext): Promise<DueRow[]> {
  const asked = readDueQuery(astro, 'register.export');
  return (await dueCertificates(astro.locals.ctx, { ...asked, page: 1, perPage: MOST })).rows;
}

export function dueColumns({ locals: { site } }: Pick<APIContext, 'locals'>): Table<DueRow> {
  const nameOf = (code: string | null) => (code === null ? null : site.places.nameOf(code));
  return [
    { name: 'Mã giấy chứng nhận', value: (row) => row.id },
    { name: 'Sản phẩm', value: (row) => row.product },
    { name: 'Chủ thể', value: (row) => row.producer },
    { name: 'Điện thoại', value: (row) => row.producerPhone },
    { name: 'Tỉnh', value: (row) => nameOf(row.provinceCode) },
    { name: 'Xã', value: (row) => nameOf(row.communeCode) },
    { name: 'Hạng sao', value: (row) => row.stars },
    { name: 'Quyết định', value: (row) => row.decision },
    { name: 'Tình trạng', value: (row) => dueRoom.states[row.state] },
    { name: 'Ngày hết hạn', value: (row) => row.lastDay },
    { name: 'Gia hạn đến', value: (row) => row.extendedUntil },
    { name: 'Nhận hồ sơ từ', value: (row) => row.opens },
    { name: 'Nhận hồ sơ đến', value: (row) => row.closes },
    { name: 'Đang chào bán', value: (row) => (row.offered ? 'có' : 'không') },
  ];
}

export function asFile(body: BodyInit, name: string, type: string): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  });
}

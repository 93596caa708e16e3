import type { Context } from '#src/domain/shared/context.ts';
import { FILE_PLACES, type FileStore } from '#src/domain/media/file-store.ts';
import { checkFiles, moveFiles } from '#src/domain/media/files.ts';
import { WrongUsage, type ExitCode } from './command.ts';

const FAULTS = { missing: 'không có ở nơi cất', damaged: 'không còn đúng với mã' } as const;
const PLACES = { database: 'cơ sở dữ liệu', folder: 'thư mục', s3: 'S3' } as const;

/** `files check` and `files move PLACE`: 1 when a file is missing, damaged, or did not arrive. */
export async function filesCommand(
  args: readonly string[],
  {
    ctx,
    store,
    out,
    err,
    json,
  }: {
    ctx: Context;
    store: FileStore;
    out: (line: string) => void;
    err: (line: string) => void;
    json: boolean;
  },
): Promise<ExitCode> {
  const [deed, target, ...more] = args;
  const to = FILE_PLACES.find((one) => one === target);
  const isKnown =
    deed === 'check' ? target === undefined : deed === 'move' && to !== undefined && more.length === 0;
  if (!isKnown) throw new WrongUsage(`Cần "files check" hoặc "files move ${FILE_PLACES.join('|')}".`);
  if (to !== undefined && to !== 'database' && !store.outside[to])
    throw new WrongUsage(`Chưa có cài đặt ${to === 's3' ? 'S3_URL' : 'MEDIA_DIR'} cho nơi cất "${to}".`);
  const { files, bytes, faults } = to ? await moveFiles(ctx, store, to) : await checkFiles(ctx, store);
  for (const { sha256, place, fault } of faults) err(`${sha256} (${PLACES[place]}): ${FAULTS[fault]}`);
  const megabytes = (bytes / 2 ** 20).toFixed(1).replace('.', ',');
  if (json) out(JSON.stringify({ files, bytes, faults }));
  else if (to) out(`Đã chuyển ${files} tệp (${megabytes} MB) về ${PLACES[to]}.`);
  else out(`${files} tệp (${megabytes} MB) còn nguyên vẹn.`);
  if (to && to !== store.into)
    err(
      `Tệp mới vẫn vào ${PLACES[store.into]}: đổi cài đặt FILES_IN, MEDIA_DIR hoặc S3_URL rồi khởi động lại trang.`,
    );
  return faults.length > 0 ? 1 : 0;
}

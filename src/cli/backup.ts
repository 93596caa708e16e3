import { resolve } from 'node:path';
import { backUp, BackupUnusable, restore } from '#db/backup.ts';
import { openDatabase } from '#db/client.ts';
import { WrongUsage, type CommandTools, type ExitCode } from './command.ts';

/** Where the person stood who called npm, which itself goes to the folder of the project. */
function fileOf(args: readonly string[], form: string): string {
  const [file, ...more] = args;
  if (!file || more.length > 0) throw new WrongUsage(`Cách dùng: ${form}`);
  return resolve(process.env['INIT_CWD'] ?? '.', file);
}

/** `backup FILE`: all data at one moment, in one file. The site may run meanwhile. */
export async function backupCommand(args: readonly string[], tools: CommandTools): Promise<ExitCode> {
  const file = fileOf(args, 'backup TỆP');
  const { config, err, out, json } = tools;
  const { database } = await tools.open();
  const { tables, rows } = await backUp(database.url, file, config.clock(), ({ table, rows }) =>
    err(`${table}: ${rows}`),
  );
  const [outside] = await database.sql<[{ files: number }]>`
    select count(*)::int as files from stored_files where place <> 'database'`;
  out(
    json
      ? JSON.stringify({ file, tables, rows, filesOutside: outside.files })
      : `Đã sao lưu ${rows} dòng của ${tables} bảng vào ${file}`,
  );
  if (outside.files > 0)
    err(
      `${outside.files} tệp ảnh, ghi âm và giấy tờ nằm ngoài cơ sở dữ liệu: hãy sao lưu riêng nơi cất tệp.`,
    );
  return 0;
}

/** `restore FILE`: into a database without a register, all or nothing. */
export async function restoreCommand(args: readonly string[], tools: CommandTools): Promise<ExitCode> {
  const file = fileOf(args, 'restore TỆP');
  const { config, err, out, json } = tools;
  // Opened as it is: tables come with the backup.
  const database = await openDatabase(config, { connections: 2 });
  try {
    const { tables, rows } = await restore(database.url, file, ({ table, rows }) => err(`${table}: ${rows}`));
    out(json ? JSON.stringify({ file, tables, rows }) : `Đã phục hồi ${rows} dòng của ${tables} bảng.`);
    return 0;
  } catch (error) {
    if (!(error instanceof BackupUnusable) && (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    err((error as Error).message);
    return 1;
  } finally {
    await database.close();
  }
}

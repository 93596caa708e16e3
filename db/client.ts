import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { APPLICATION, DatabaseUnusable, embeddedDatabase } from './embedded.ts';

export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export type OpenDatabase = {
  db: Database;
  /** For raw and prepared queries and LISTEN; `drizzle()` switches off the JSON serializer of its own client. */
  sql: postgres.Sql;
  /**
   * One connection, for short reads by key that very many ask for at once: they stand in line, and go out and come back
   * many in one packet, where ten connections would each be woken for every one of them.
   */
  inLine: postgres.Sql;
  url: string;
  /** Ends the connections; the embedded server stops when its last user goes. */
  close: () => Promise<void>;
};

/** Any number that nobody else locks on. */
const MIGRATION_LOCK = 4_321_001;

/**
 * Opens PostgreSQL: the one given, or our own under `dataDir`. The only place that knows which.
 *
 * @throws DatabaseUnusable
 */
export async function openDatabase(
  { databaseUrl, dataDir }: { databaseUrl: string | null; dataDir: string },
  { connections = 10 }: { connections?: number } = {},
): Promise<OpenDatabase> {
  const { url, release } = databaseUrl
    ? { url: await usable(databaseUrl), release: async () => {} }
    : await embeddedDatabase(dataDir);
  const options = { max: connections, onnotice: () => {}, connection: { application_name: APPLICATION } };
  const forDrizzle = postgres(url, options);
  const sql = postgres(url, options);
  const inLine = postgres(url, {
    ...options,
    max: 1,
    // Whoever stands in line waits for nobody long.
    connection: { ...options.connection, statement_timeout: 5_000 },
  });
  return {
    db: drizzle(forDrizzle),
    sql,
    inLine,
    url,
    close: async () => {
      await Promise.all([forDrizzle, sql, inLine].map((each) => each.end({ timeout: 5 })));
      await release();
    },
  };
}

/** The first version with all that our SQL says. */
const OLDEST_SERVER = 150_000;

/** Looks before anyone builds on it: a sentence at the start is better than a fault at the first visitor. */
async function usable(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {}, fetch_types: false });
  const where = withoutPassword(url);
  try {
    const [server] = await sql<[{ encoding: string; version: number }]>`
      select current_setting('server_encoding') as encoding, current_setting('server_version_num')::int as version`;
    if (server.encoding !== 'UTF8')
      throw new DatabaseUnusable(
        `Cơ sở dữ liệu ${where} dùng bảng mã ${server.encoding}; cần UTF8. Hãy tạo lại: create database … encoding 'UTF8'.\nThe database has to be UTF8.`,
      );
    if (server.version < OLDEST_SERVER)
      throw new DatabaseUnusable(
        `PostgreSQL tại ${where} quá cũ; cần bản 15 trở lên.\nPostgreSQL 15 or later is needed.`,
      );
    return url;
  } catch (error) {
    if (error instanceof DatabaseUnusable) throw error;
    throw new DatabaseUnusable(
      `Không kết nối được với cơ sở dữ liệu ${where}: ${(error as Error).message}\nThe database in DATABASE_URL cannot be reached.`,
      { cause: error },
    );
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {});
  }
}

function withoutPassword(url: string): string {
  const parts = new URL(url);
  parts.password = '';
  return parts.href;
}

/** The folder of this project: the nearest above this file with a package.json. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** Brings the tables up to date. May be called by several processes at once. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: APPLICATION } });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle(sql), { migrationsFolder: join(projectFolder(), 'db', 'migrations') });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

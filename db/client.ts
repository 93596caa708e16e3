import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { APPLICATION, embeddedDatabase } from './embedded.ts';

export type Database = PostgresJsDatabase;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export type OpenDatabase = {
  db: Database;
  /** For raw and prepared queries and LISTEN; `drizzle()` switches off the JSON serializer of its own client. */
  sql: postgres.Sql;
  url: string;
  /** Ends the connections; the embedded server stops when its last user goes. */
  close: () => Promise<void>;
};

/** Any number that nobody else locks on. */
const MIGRATION_LOCK = 4_321_001;

/**
 * Opens PostgreSQL: the one given, or our own under `dataDir`. The only place that knows which.
 */
export async function openDatabase(
  { databaseUrl, dataDir }: { databaseUrl: string | null; dataDir: string },
  { connections = 10 }: { connections?: number } = {},
): Promise<OpenDatabase> {
  const { url, release } = databaseUrl
    ? { url: databaseUrl, release: async () => {} }
    : await embeddedDatabase(dataDir);
  const options = { max: connections, onnotice: () => {}, connection: { application_name: APPLICATION } };
  const forDrizzle = postgres(url, options);
  const sql = postgres(url, options);
  return {
    db: drizzle(forDrizzle),
    sql,
    url,
    close: async () => {
      await Promise.all([forDrizzle.end({ timeout: 5 }), sql.end({ timeout: 5 })]);
      await release();
    },
  };
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

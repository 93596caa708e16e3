import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import { migrateDatabase, projectFolder } from '#db/client.ts';
import { embeddedDatabase } from '#db/embedded.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Address of the server, database `postgres`. */
    serverUrl: string;
    /** Name of the migrated database that workers copy. */
    template: string;
  }
}

/** One real PostgreSQL for all tests, and a template database with every migration in it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, release } = await embeddedDatabase(join(projectFolder(), '.test'));
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'sao-lang' } });
  const template = `template_${await fingerprintOfMigrations()}`;
  const [found] = await sql`select 1 from pg_database where datname = ${template}`;
  if (!found) {
    const making = `${template}_making`;
    await sql.unsafe(`drop database if exists ${making} with (force)`);
    await sql.unsafe(`create database ${making}`);
    await migrateDatabase(new URL(making, url).href);
    await sql.unsafe(`alter database ${making} rename to ${template}`);
  }
  project.provide('serverUrl', url);
  project.provide('template', template);
  return async () => {
    await sql.end({ timeout: 5 });
    await release();
  };
}

async function fingerprintOfMigrations(): Promise<string> {
  const folder = join(projectFolder(), 'db', 'migrations');
  const hash = createHash('sha256');
  for (const name of (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort()) {
    hash.update(name).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 12);
}

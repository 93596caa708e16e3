import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, type OpenDatabase } from '#db/client.ts';
import type { Config } from '#src/config.ts';

/** What lives as long as the process. Made once by the server and handed to every request. */
export type Site = OpenDatabase & {
  config: Config;
  /** Signs what visitors keep. */
  secret: string;
};

export async function openSite(config: Config): Promise<Site> {
  const database = await openDatabase(config);
  return { ...database, config, secret: config.secret ?? (await ownSecret(config.dataDir)) };
}

/** The secret of this data folder, made at the first start. */
async function ownSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'secret');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(file, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return readFile(file, 'utf8');
}

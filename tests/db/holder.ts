import { openDatabase } from '#db/client.ts';

/**
 * A process of its own that uses the database of a data folder until its standard input ends. Says
 * `open URL`, then `closed`, or `refused SENTENCE`.
 */
try {
  const database = await openDatabase({
    databaseUrl: process.env['DATABASE_URL'] ?? null,
    dataDir: process.argv[2] ?? '',
  });
  process.stdout.write(`open ${database.url}\n`);
  process.stdin.resume();
  await new Promise((done) => process.stdin.once('end', done));
  await database.close();
  process.stdout.write('closed\n');
} catch (error) {
  process.stdout.write(`refused ${(error as Error).name} ${(error as Error).message}\n`);
}
process.stdin.destroy();

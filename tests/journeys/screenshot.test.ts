import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { projectFolder } from '#db/client.ts';
import { screenshot } from '#tests/support/browser.ts';
import { expect, test } from '#tests/support/journey.ts';

test('the picture in the README is the home page as it is', async ({ visitor }) => {
  const guest = await visitor({ width: 1280, height: 860 });
  expect(await guest.go('/')).toBe(200);
  await screenshot(guest, 'home-1280');
  const seen = await guest.page.screenshot();
  const picture = await sharp(seen).resize({ width: 1000 }).webp({ quality: 70 }).toBuffer();
  expect(picture.length).toBeLessThan(120_000);
  // A picture that changes with every run would change the project with every run.
  if (process.env['UPDATE_PICTURES'])
    await writeFile(join(projectFolder(), 'tests', 'journeys', 'home.webp'), picture);
});

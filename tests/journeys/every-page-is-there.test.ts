import { axe, screenshot } from '#tests/support/browser.ts';
import { expect, test } from '#tests/support/journey.ts';

test('the home page opens on a phone, and nothing on it is foreign or refused', async ({ visitor }) => {
  const guest = await visitor();
  expect(await guest.go('/')).toBe(200);
  expect(await guest.page.title()).toContain('Sao Làng');
  expect(await axe(guest)).toEqual([]);
  await screenshot(guest, 'home-360');
  expect(guest.complaints).toEqual([]);
});

test('the home page is whole without scripts', async ({ visitor }) => {
  const guest = await visitor({ script: false });
  expect(await guest.go('/')).toBe(200);
  expect(await guest.page.locator('h1').count()).toBe(1);
  expect(guest.complaints).toEqual([]);
});

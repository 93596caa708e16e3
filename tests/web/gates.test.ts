import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEEDS } from '#src/domain/accounts/deeds.ts';
import { ROLES, type Role, type Scope } from '#src/domain/shared/actor.ts';
import { GATES } from '#src/web/gates.ts';
import { officer, plainBrowser, type PlainBrowser } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
const people = new Map<Role | 'stranger' | 'nobody', PlainBrowser>();

const SCOPES: Readonly<Partial<Record<Role, Scope>>> = {
  province_officer: { kind: 'province', provinceCode: '31' },
  commune_officer: { kind: 'commune', provinceCode: '31', communeCode: '11503' },
  inspector: { kind: 'province', provinceCode: '31' },
  council_secretary: { kind: 'province', provinceCode: '31' },
  tourism_staff: { kind: 'province', provinceCode: '31' },
};

beforeAll(async () => {
  await ensureBuilt();
  server = await startServer({ demo: true });
  const [producer] = await server.sql<[{ id: string }]>`select id from producers order by id limit 1`;
  for (const role of ROLES) {
    const isProducers = ['producer_owner', 'producer_member', 'consultant'].includes(role);
    const scope: Scope = isProducers
      ? { kind: 'producer', producerId: producer.id }
      : (SCOPES[role] ?? { kind: 'country' });
    people.set(role, await officer(server, role, scope));
  }
  people.set('nobody', await officer(server, null));
  people.set('stranger', plainBrowser(server.url));
}, 240_000);
afterAll(() => server.stop());

/** An address of each route; what stands for a thing is one that is not there, so that nothing is let through by luck. */
const addressOf = (pattern: string): string =>
  pattern.replace(/\[\.\.\.[a-z]+\]/g, 'khong-co').replace(/\[[a-z]+\]/g, 'khong-co');

test.each(Object.entries(GATES).filter(([pattern]) => !['/403', '/404', '/500'].includes(pattern)))(
  '%s opens for %s and for nobody else',
  async (pattern, gate) => {
    // The English address of a page goes through the same gate.
    const both = [...people].flatMap(([who, browser]) =>
      ['', '/en'].map((lang) => [who, browser, lang + addressOf(pattern)] as const),
    );
    for (const [who, browser, address] of both) {
      const { status, headers } = await browser.ask(address === '/en/' ? '/en' : address);
      const toSignIn = status === 303 && /^(\/en)?\/dang-nhap/.test(headers.get('location') ?? '');
      const said = `${who} at ${address}: ${status}`;
      const isLedOn = status === 303 && headers.get('location')?.startsWith(`${addressOf(pattern)}/`);
      if (gate === 'anyone') {
        expect(toSignIn, said).toBe(false);
        expect(status, said).not.toBe(403);
      } else if (who === 'stranger') expect(toSignIn, said).toBe(true);
      // Who keeps one producer alone is led on to it.
      else if (gate === 'signed_in') expect(isLedOn || status === 200 || status === 404, said).toBe(true);
      else {
        const roles: readonly string[] = DEEDS[gate].roles;
        if (roles.includes(who)) expect(isLedOn || status === 200 || status === 404, said).toBe(true);
        else expect(status, said).toBe(403);
      }
      expect(status, said).toBeLessThan(500);
    }
  },
);

test('what the office holds is kept by no cache and shown to no search engine', async () => {
  const page = await people.get('administrator')!.ask('/quan-tri');
  expect(page.headers.get('cache-control')).toBe('private, no-store');
  expect(await page.text()).toContain('content="noindex"');
});

test('a form sent from another site changes nothing', async () => {
  const { jar } = people.get('administrator')!;
  const answer = await fetch(new URL('/quan-tri/nguoi', server.url), {
    method: 'POST',
    redirect: 'manual',
    headers: {
      cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      origin: 'https://elsewhere.example',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'viec=moi&thu=a@example.vn&vai-tro=reader',
  });
  expect(answer.status).toBe(403);
  expect(await server.sql`select from invitations where email = 'a@example.vn'`).toHaveLength(0);
});

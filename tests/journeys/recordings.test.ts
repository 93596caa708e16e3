import { readdir, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { anMp3 } from '#tests/support/recordings.ts';
import { s3StandIn, type S3StandIn } from '#tests/support/s3-stand-in.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let folder: string;
let service: S3StandIn;
let server: RunningServer;
let producer: string;
let goods: { id: string; slug: string };
let owner: PlainBrowser;
let commune: PlainBrowser;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kho-'));
  service = await s3StandIn();
  server = await startServer({
    demo: true,
    env: {
      MEDIA_DIR: folder,
      S3_URL: service.url,
      FILES_IN: 'folder',
      MOST_AUDIO_MB: '1',
      MOST_VIDEO_MB: '2',
    },
  });
  const [maker] = await server.sql<{ id: string; province: string; commune: string }[]>`
    select id, province_code as province, commune_code as commune from producers where name like 'Hợp tác xã Ong mật%'`;
  producer = maker!.id;
  const [one] = await server.sql<{ id: string; slug: string }[]>`
    select id, slug from products where producer_id = ${producer} order by name_key limit 1`;
  goods = one!;
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
  commune = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: maker!.province,
    communeCode: maker!.commune,
  });
});
afterAll(async () => {
  await server?.stop();
  await service?.close();
  await rm(folder, { recursive: true });
});

const room = () => `/nha-san-xuat/${producer}/ghi-am`;
const story = () => `/nha-san-xuat/${producer}/cau-chuyen/${goods.id}`;

/** Recorded by the browser itself, as a telephone does: a tone, or a film of a square. */
const recorded = async (page: Page, kind: 'audio/webm' | 'video/webm', seconds: number): Promise<Buffer> =>
  Buffer.from(
    await page.evaluate(
      async ([type, length]) => {
        const stream = new MediaStream();
        if (type === 'audio/webm') {
          const sound = new AudioContext();
          const tone = sound.createOscillator();
          const out = sound.createMediaStreamDestination();
          tone.connect(out);
          tone.start();
          stream.addTrack(out.stream.getAudioTracks()[0]!);
        } else {
          const canvas = document.createElement('canvas');
          canvas.width = canvas.height = 128;
          const pen = canvas.getContext('2d')!;
          setInterval(() => {
            pen.fillStyle = `hsl(${Date.now() % 360} 70% 50%)`;
            pen.fillRect(0, 0, 128, 128);
          }, 40);
          stream.addTrack(canvas.captureStream(25).getVideoTracks()[0]!);
        }
        const recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 128_000 });
        const parts: Blob[] = [];
        recorder.ondataavailable = ({ data }) => parts.push(data);
        const stopped = new Promise((done) => (recorder.onstop = done));
        recorder.start();
        await new Promise((done) => setTimeout(done, length * 1000));
        recorder.stop();
        await stopped;
        return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
      },
      [kind, seconds] as const,
    ),
  );

describe('recordings of a producer', () => {
  let file: string;

  test('one is sent in the editor over a line that breaks, goes on, is described, reviewed and heard', async ({
    visitor,
  }) => {
    const maker = await visitor({ url: server.url });
    await signIn(maker, owner, server.url);
    const { page, context } = maker;
    page.setDefaultTimeout(20_000);
    await maker.go(story());
    const sound = await recorded(page, 'audio/webm', 3);
    const film = await recorded(page, 'video/webm', 2);
    await page.getByText('Tiếng và phim', { exact: true }).click();
    const picker = page.getByLabel(/Gửi đoạn ghi ngay tại đây/);
    // What is too large is said before a byte of it is sent.
    await picker.setInputFiles({ name: 'dai.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(3 * 2 ** 20) });
    await page.getByText('Tệp lớn quá.').waitFor();
    await picker.setInputFiles({ name: 'ba-lan-ke.webm', mimeType: 'audio/webm', buffer: sound });
    await page.route('**/ghi-am', (route) => route.abort());
    await page.getByRole('button', { name: 'Gửi đoạn ghi', exact: true }).click();
    await page.getByText('Mất mạng, đoạn ghi chưa gửi xong.').waitFor();
    // Whoever closed the page meanwhile reads that the recording is not there yet.
    const later = await context.newPage();
    await later.goto(page.url());
    await later.getByText('Tiếng và phim', { exact: true }).click();
    const left = await later.getByText('Đoạn ghi chưa gửi xong: “ba-lan-ke.webm”').count();
    await later.close();
    await page.unroute('**/ghi-am');
    await page.getByText('Đã nhận đoạn ghi và chèn vào bài.').waitFor();
    const text = page.locator('textarea[name=vi]');
    expect(left).toBe(1);
    expect(await text.inputValue()).toMatch(/\[nghe: ba-lan-ke\]\(tep:\d+\)\n\n> Chép lại ở đây/);
    await page.locator('.preview audio').waitFor();

    const number = Number(/tep:(\d+)/.exec(await text.inputValue())![1]);
    await text.fill(`Bà Lan dậy từ bốn giờ sáng.\n\n[nghe: Bà Lan kể](tep:${number})`);
    await page.getByRole('button', { name: 'Gửi cán bộ đọc' }).click();
    await page.getByText('chưa có lời chép').first().waitFor();
    await text.fill(
      `Bà Lan dậy từ bốn giờ sáng.\n\n[nghe: Bà Lan kể](tep:${number})\n\n> Ong nó như người nhà, mình ồn là nó giận.`,
    );
    await page.getByRole('button', { name: 'Gửi cán bộ đọc' }).click();
    await page.getByText('Đã gửi. Khi cán bộ đọc xong').waitFor();
    await looksRight(visitor, maker, 'recording-editor');

    await maker.go(room());
    const { words } = { words: page.locator('main') };
    await page
      .getByLabel(/Chọn tệp/)
      .setInputFiles({ name: 'may.webm', mimeType: 'video/webm', buffer: film });
    await page.getByLabel('Tên đoạn ghi').fill('Quay mật');
    await page.getByRole('button', { name: 'Gửi đoạn ghi', exact: true }).click();
    await page.getByText('Đã nhận đoạn ghi. Chèn nó vào bài viết').waitFor();
    expect(await words.innerText()).toContain('Quay mật');
    await looksRight(visitor, maker, 'recording-room');
    expect(maker.complaints.filter((one) => !/ERR_FAILED|400|Failed to load/.test(one))).toEqual([]);

    const reader = await visitor({ url: server.url, width: 1280 });
    await signIn(reader, commune, server.url);
    await reader.go('/quan-tri/cau-chuyen');
    await reader.page.locator('main table a').first().click();
    await reader.page.locator('figure.recording audio').waitFor();
    await reader.page.getByRole('button', { name: 'Đồng ý và đăng' }).click();
    await reader.page.getByText('Đã đăng bài.').waitFor();

    const buyer = await visitor({ url: server.url });
    await buyer.go(`/san-pham/${goods.slug}`);
    await looksRight(visitor, buyer, 'recording-product');
    const audio = buyer.page.locator('figure.recording audio');
    expect(await audio.getAttribute('preload')).toBe('none');
    expect(await audio.evaluate((element: HTMLAudioElement) => element.networkState)).not.toBe(2);
    file = new URL((await audio.getAttribute('src'))!, server.url).href;
    const heard = await audio.evaluate(async (element: HTMLAudioElement) => {
      element.muted = true;
      await element.play();
      await new Promise((done) => setTimeout(done, 700));
      return element.currentTime;
    });
    expect(heard).toBeGreaterThan(0.2);
    expect(buyer.complaints).toEqual([]);
    for (const path of [`/san-pham/${goods.slug}/truy-xuat`, `/san-pham/${goods.slug}`]) {
      await buyer.go(path);
      expect(await buyer.page.locator('figure.recording audio').count(), path).toBe(1);
    }
    const leaflet = await fetch(new URL(`/san-pham/${goods.slug}/to-roi.pdf`, server.url));
    expect(leaflet.status).toBe(200);
  }, 180_000);

  test('players are answered in parts, by the server as it runs', async () => {
    const ask = (headers: Record<string, string> = {}) => fetch(file, { headers });
    const whole = await ask();
    const bytes = Buffer.from(await whole.arrayBuffer());
    expect(whole.headers.get('content-type')).toBe('audio/webm');
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    expect(whole.headers.get('cache-control')).toContain('immutable');
    expect(whole.headers.getSetCookie()).toEqual([]);
    const etag = whole.headers.get('etag')!;
    const part = await ask({ range: 'bytes=4-9', 'if-range': etag });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-9/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(4, 10))).toBe(true);
    expect((await ask({ range: 'bytes=4-9', 'if-range': '"x"' })).status).toBe(200);
    expect((await ask({ range: `bytes=${bytes.length}-` })).status).toBe(416);
    expect((await ask({ 'if-none-match': etag })).status).toBe(304);
    // Who has signed in keeps it as others do.
    expect((await owner.ask(new URL(file).pathname)).headers.get('cache-control')).toContain('immutable');
  });

  test('without script a recording is sent whole; what is none is refused with a sentence', async ({
    visitor,
  }) => {
    const maker = await visitor({ url: server.url, script: false });
    await signIn(maker, owner, server.url);
    const { page } = maker;
    await maker.go(room());
    const send = async (name: string, buffer: Buffer) => {
      await page.getByLabel(/Chọn tệp/).setInputFiles({ name, mimeType: 'audio/mpeg', buffer });
      await page.getByRole('button', { name: 'Gửi đoạn ghi', exact: true }).click();
      return page.locator('main').innerText();
    };
    expect(await send('tho.mp3', anMp3(400))).toContain('Đã nhận đoạn ghi.');
    expect(await send('trang.mp3', Buffer.from('<html>'))).toContain('Không đọc được tệp này.');
    await looksRight(visitor, maker, 'recording-refused');
    expect(await send('dai.mp3', anMp3(20_000))).toContain('nhiều nhất 1 MB');
    expect(await send('rat-dai.mp3', Buffer.alloc(3 * 2 ** 20))).toContain('nhiều nhất 2 MB');
    const huge = new File([Buffer.alloc(61 * 2 ** 20)], 'qua-dai.mp3');
    expect((await owner.send(room(), { viec: 'gui', tep: huge })).text).toContain('nhiều nhất 2 MB');
    await page.locator('section.one', { hasText: 'tho' }).getByText('Xoá đoạn ghi này').click();
    await page
      .locator('section.one', { hasText: 'tho' })
      .getByRole('button', { name: /^Xoá hẳn/ })
      .click();
    expect(await page.locator('main').innerText()).toContain('Đã xoá đoạn ghi.');
  }, 60_000);

  test('the office takes one off; a file that is gone, or a place that is down, is no broken page', async ({
    visitor,
  }) => {
    const reader = await visitor({ url: server.url, width: 1280, script: false });
    await signIn(reader, commune, server.url);
    const { page } = reader;
    await reader.go('/quan-tri/cau-chuyen/anh?loai=ghi');
    await looksRight(visitor, reader, 'recording-office');
    const seen = page.locator('li', { hasText: 'ba-lan-ke' });
    await seen.locator('summary').click();
    await seen.getByLabel('Vì sao gỡ?').fill('Có tiếng người khác');
    await seen.getByRole('button', { name: /^Gỡ/ }).click();
    expect((await fetch(file)).status).toBe(404);
    const bare = await (await fetch(new URL(`/san-pham/${goods.slug}`, server.url))).text();
    expect(bare).not.toContain('<audio');
    expect(bare).toContain('Ong nó như người nhà');
    await page
      .locator('li', { hasText: 'ba-lan-ke' })
      .getByRole('button', { name: /^Cho hiện lại/ })
      .click();
    expect((await fetch(file)).status).toBe(200);

    const names = (await readdir(folder, { recursive: true })).filter((name) => name.length > 60);
    expect(names.length).toBeGreaterThan(1);
    for (const name of names) await rm(join(folder, name));
    expect((await fetch(file)).status).toBe(404);
    expect(server.said()).toMatch(/files: [0-9a-f]{64} is missing in folder/);
    await server.sql`update stored_files set place = 's3' where place = 'folder'`;
    service.troubles.push('forbidden');
    expect((await fetch(file)).status).toBe(500);
    expect((await fetch(new URL(`/san-pham/${goods.slug}`, server.url))).status).toBe(200);
  }, 60_000);
});

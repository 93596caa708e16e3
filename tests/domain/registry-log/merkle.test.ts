import { describe, expect, test } from 'vitest';
import {
  consistencyProof,
  EMPTY_ROOT,
  inclusionProof,
  isConsistent,
  leafHash,
  rootAt,
  rootByInclusion,
  type Hash,
} from '#src/domain/registry-log/merkle.ts';
import {
  bundled,
  grow,
  hashesOf,
  joined,
  rootOfEdge,
  tileAt,
  tilePath,
  unbundled,
  widthAt,
  type Edge,
  type FullTile,
  type Tile,
} from '#src/domain/registry-log/tiles.ts';

const hex = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString('hex');

/** Leaves and roots that implementations of RFC 6962 are tried with. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
];
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

/** A tree of made-up leaves, with the tiles that are served of it. */
function treeOf(leaves: readonly Hash[]) {
  const edge: Edge = { size: 0, rows: [] };
  const full = new Map<string, FullTile>();
  for (const leaf of leaves)
    for (const tile of grow(edge, leaf)) full.set(tilePath({ ...tile, width: 256 }), tile);
  const read = async (tile: Tile) => {
    const found = full.get(tilePath(tile));
    if (found) return found.bytes;
    const row = typeof tile.level === 'number' ? edge.rows[tile.level] : undefined;
    return row && row.length === tile.width ? joined(row) : null;
  };
  return { edge, read, hashes: hashesOf(read, leaves.length) };
}

const leavesOf = (count: number) =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`lá ${at}`)));

describe('hashes of RFC 6962', () => {
  test('nothing hashes to the hash of nothing', () => {
    expect(hex(EMPTY_ROOT)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  test.each(ROOTS.map((root, at) => [at + 1, root] as const))(
    '%i leaves have the root of the vectors',
    async (count, root) => {
      const { edge, hashes } = treeOf(
        LEAVES.slice(0, count).map((leaf) => leafHash(Buffer.from(leaf, 'hex'))),
      );
      expect(hex(rootOfEdge(edge))).toBe(root);
      expect(hex(await rootAt(hashes, count))).toBe(root);
    },
  );
});

describe('proofs', () => {
  test.each([1, 2, 3, 7, 8, 255, 256, 257, 300, 1000])('every leaf of %i leads to the root', async (size) => {
    const leaves = leavesOf(size);
    const { edge, hashes } = treeOf(leaves);
    const root = hex(rootOfEdge(edge));
    for (let index = 0; index < size; index += Math.max(1, Math.floor(size / 23))) {
      const proof = await inclusionProof(hashes, index, size);
      expect(hex(rootByInclusion(leaves[index]!, { index, size }, proof))).toBe(root);
      // Of another place, another leaf, with one step less or more it proves nothing.
      if (size > 1) {
        const other = (index + 1) % size;
        expect(hex(rootByInclusion(leaves[index]!, { index: other, size }, proof))).not.toBe(root);
        expect(hex(rootByInclusion(leaves[other]!, { index, size }, proof))).not.toBe(root);
        expect(rootByInclusion(leaves[index]!, { index, size }, proof.slice(0, -1))).toBeNull();
        expect(hex(rootByInclusion(leaves[index]!, { index, size }, [...proof, leaves[0]!]))).not.toBe(root);
      }
    }
  });

  test('a tree that grew shows that it began as before; one that was rewritten cannot', async () => {
    const leaves = leavesOf(700);
    const { edge, hashes } = treeOf(leaves);
    const now = { size: 700, root: rootOfEdge(edge)! };
    for (const size of [1, 2, 3, 64, 255, 256, 257, 512, 699, 700]) {
      const before = { size, root: rootOfEdge(treeOf(leaves.slice(0, size)).edge)! };
      const proof = await consistencyProof(hashes, size, 700);
      expect(isConsistent(before, now, proof), `${size}`).toBe(true);
      const rewritten = [...leaves];
      rewritten[0] = leafHash(Buffer.from('khác'));
      const other = { size: 700, root: rootOfEdge(treeOf(rewritten).edge)! };
      expect(
        isConsistent(before, other, await consistencyProof(treeOf(rewritten).hashes, size, 700)),
        `${size}`,
      ).toBe(false);
      if (size < 700) expect(isConsistent(before, now, proof.slice(1)), `${size}`).toBe(false);
    }
    expect(isConsistent({ size: 0, root: EMPTY_ROOT }, now, [])).toBe(true);
    expect(isConsistent(now, { size: 699, root: now.root }, [])).toBe(false);
  });
});

describe('tiles', () => {
  test('are numbered in steps of a thousand', () => {
    expect(tilePath({ level: 0, n: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', n: 5, width: 17 })).toBe('tile/entries/005.p/17');
    expect(tileAt('tile/0/x001/x234/067')).toEqual({ level: 0, n: 1_234_067, width: 256 });
  });

  test.each([
    'tile/0/5',
    'tile/00/005',
    'tile/64/005',
    'tile/0/x000/005',
    'tile/0/005.p/0',
    'tile/0/005.p/256',
    'tile/0/005.p/01',
    'tile/0/../005',
    'tile/x/005',
  ])('%s is none', (path) => expect(tileAt(path)).toBeNull());

  test('of 70,000 entries are those of the specification', () => {
    expect([widthAt(70_000, 0, 272), widthAt(70_000, 0, 273), widthAt(70_000, 0, 274)]).toEqual([
      256, 112, 0,
    ]);
    expect([
      widthAt(70_000, 1, 0),
      widthAt(70_000, 1, 1),
      widthAt(70_000, 2, 0),
      widthAt(70_000, 3, 0),
    ]).toEqual([256, 17, 1, 0]);
    expect([widthAt(256, 0, 0), widthAt(256, 0, 1), widthAt(256, 1, 0)]).toEqual([256, 0, 1]);
  });

  test('hand entries over as they were written, and say when a bundle is cut', () => {
    const entries = ['một', '', 'ba'].map((text) => new Uint8Array(Buffer.from(text)));
    expect(unbundled(bundled(entries)).map((entry) => Buffer.from(entry).toString())).toEqual([
      'một',
      '',
      'ba',
    ]);
    expect(() => unbundled(bundled(entries).slice(0, -1))).toThrow(RangeError);
  });
});

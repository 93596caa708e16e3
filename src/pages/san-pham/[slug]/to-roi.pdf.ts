import type { APIRoute } from 'astro';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import { productPage } from '#src/domain/catalogue/product-page.ts';
import { widthsOf, type ShownPicture } from '#src/domain/media/picture.ts';
import { pictureFile } from '#src/domain/media/pictures.ts';
import { blocksOf, recordingNumber } from '#src/domain/stories/story.ts';
import { leafletPdf, type LeafletPicture } from '#src/web/leaflet-pdf.ts';
import { printedOrigin } from '#src/web/origin.ts';
import { publicPage } from '#src/web/page.ts';
import { paths } from '#src/web/paths.ts';
import { shownStory, spokenPlace } from '#src/web/story-page.ts';

/** The published story on paper. Of alcohol there is none: paper asks nobody's age. */
export const GET: APIRoute = async ({ params, locals, url }) => {
  const { ctx, site, today, lang } = locals;
  const page = await productPage(site.sql, site.places, params['slug'] ?? '', today, site.config.lastDay);
  const story =
    page && !isAlcohol(page.product.set)
      ? await shownStory(
          site,
          lang,
          { vi: page.product.storyVi, en: page.product.storyEn },
          page.producer?.id ?? null,
          page,
        )
      : null;
  if (!page || !story) return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  const { product, producer, standing, speaks } = page;
  // Wide enough for paper, light enough for a telephone.
  const onPaper = async ({ hash, width, height, credit }: ShownPicture): Promise<LeafletPicture | null> => {
    const chosen = widthsOf(width).find((one) => one >= 960) ?? width;
    const bytes = await pictureFile(ctx, site.files, { hash, width: chosen, format: 'jpeg' });
    return bytes && { bytes, width, height, credit };
  };
  const pictures = new Map<number, LeafletPicture>();
  for (const [number, picture] of story.shown.pictures) {
    const found = await onPaper(picture);
    if (found) pictures.set(number, found);
  }
  // Paper says where to hear it; what is kept here is heard on the page behind the code.
  const blocks = blocksOf(story.text).map((block) =>
    block.kind === 'recording' && recordingNumber(block.address) !== null
      ? { ...block, address: printedOrigin(site, url) + paths.product(product.slug) }
      : block,
  );
  // The same picture does not stand there twice.
  const isInStory = [...story.shown.pictures.values()].some(({ hash }) => hash === product.picture?.hash);
  const pdf = await leafletPdf({
    lang: story.textLang,
    name: (story.textLang === 'en' && product.nameEn) || product.name,
    producer: producer?.name ?? null,
    place: spokenPlace(site, product.provinceCode ? product : (producer ?? product)),
    phone: producer?.phone ?? null,
    isExample: product.isExample,
    certified: standing.stars && {
      stars: standing.stars,
      until: standing.until,
      decision: speaks?.decision?.number ?? null,
    },
    blocks,
    pictures,
    main: product.picture && !isInStory ? await onPaper(product.picture) : null,
    address: printedOrigin(site, url) + (product.gtin ? paths.gtin(product.gtin) : paths.trace(product.slug)),
    today,
  });
  const headers = new Headers({
    'content-type': 'application/pdf',
    'content-disposition': `inline; filename="to-roi-${product.slug}.pdf"`,
  });
  publicPage({ response: { headers }, locals }, [
    `product:${product.id}`,
    ...(producer ? [`producer:${producer.id}`] : []),
  ]);
  return new Response(pdf, { headers });
};

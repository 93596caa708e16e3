import type { ProductPage } from '#src/domain/catalogue/product-page.ts';
import type { Fair } from '#src/domain/fairs/fair.ts';
import { inForce } from '#src/domain/certification/certificate.ts';
import type { Lang } from '#src/i18n/lang.ts';
import type { NewsItem } from '#src/domain/news/news-item.ts';
import type { OffersShown } from '#src/domain/shop/product-offers.ts';
import type { PointOfSale } from '#src/domain/shop/points-of-sale.ts';

/** The way to a page, for search engines. Addresses are made absolute. */
export function breadcrumbs(
  origin: string,
  trail: readonly { name: string; href?: string | undefined }[],
): object {
  return {
    '@type': 'BreadcrumbList',
    itemListElement: trail.map(({ name, href }, index) => ({
      '@type': 'ListItem',
      position: index + 1,
      name,
      ...(href && { item: origin + href }),
    })),
  };
}

/** A product and, only while it is in force, its certificate. */
export function productLd(
  origin: string,
  url: string,
  { product, producer, speaks }: ProductPage,
  said: { category: string | null; description: string | null; image: string | null },
  shown: OffersShown | null = null,
): object {
  return {
    '@type': 'Product',
    name: product.name,
    ...(product.nameEn && { alternateName: product.nameEn }),
    url: origin + url,
    ...(said.description && { description: said.description }),
    ...(said.category && { category: said.category }),
    ...(said.image && { image: origin + said.image }),
    ...(product.gtin && { gtin14: product.gtin }),
    countryOfOrigin: { '@type': 'Country', name: 'Việt Nam' },
    ...(producer && { manufacturer: { '@type': 'Organization', name: producer.name } }),
    ...offersLd(origin + url, product.price, producer?.name ?? null, shown?.offers ?? []),
    ...(speaks &&
      inForce(speaks.status) && {
        hasCertification: {
          '@type': 'Certification',
          name: `OCOP ${speaks.stars} sao`,
          certificationStatus: 'https://schema.org/CertificationActive',
          certificationRating: {
            '@type': 'Rating',
            ratingValue: speaks.stars,
            bestRating: 5,
            worstRating: 1,
          },
          ...(speaks.decision && { certificationIdentification: speaks.decision.number }),
          ...(speaks.decision?.issuer && {
            issuedBy: { '@type': 'Organization', name: speaks.decision.issuer },
          }),
          ...(speaks.issuedOn && { validFrom: speaks.issuedOn, datePublished: speaks.issuedOn }),
          ...(speaks.term.until && { expires: speaks.term.until }),
        },
      }),
  };
}

/** Each pack that is offered here, with whether it can be had today; else the price that a source gave. */
function offersLd(
  url: string,
  price: number | null,
  seller: string | null,
  offers: OffersShown['offers'],
): object {
  const by = seller === null ? {} : { seller: { '@type': 'Organization', name: seller } };
  if (offers.length === 0)
    return price === null ? {} : { offers: { '@type': 'Offer', price, priceCurrency: 'VND', ...by } };
  return {
    offers: offers.map((offer) => ({
      '@type': 'Offer',
      name: offer.pack,
      price: offer.price,
      priceCurrency: 'VND',
      url,
      availability: `https://schema.org/${
        offer.notSold !== null || offer.available === 0
          ? 'OutOfStock'
          : offer.shipsFrom === null
            ? 'InStock'
            : 'PreOrder'
      }`,
      ...(offer.shipsFrom && { availabilityStarts: offer.shipsFrom }),
      ...by,
    })),
  };
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** A place where goods are sold, with its hours as far as they could be read. */
export function shopLd(origin: string, url: string, shop: PointOfSale, address: string): object {
  const time = (minute: number) =>
    `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return {
    '@type': 'Store',
    name: shop.name,
    url: origin + url,
    ...(shop.phone && { telephone: shop.phone }),
    ...((address || shop.addressAsPrinted) && {
      address: {
        '@type': 'PostalAddress',
        streetAddress: address || shop.addressAsPrinted,
        addressCountry: 'VN',
      },
    }),
    ...(shop.latitude !== null &&
      shop.longitude !== null && {
        geo: { '@type': 'GeoCoordinates', latitude: shop.latitude, longitude: shop.longitude },
      }),
    ...(shop.openingHours && {
      openingHoursSpecification: shop.openingHours.flatMap((spans, day) =>
        spans.map(([opens, closes]) => ({
          '@type': 'OpeningHoursSpecification',
          dayOfWeek: WEEKDAYS[day],
          opens: time(opens),
          closes: closes === 1440 ? '23:59' : time(closes),
        })),
      ),
    }),
    ...(shop.exceptionalDays.length > 0 && {
      specialOpeningHoursSpecification: shop.exceptionalDays.flatMap(({ day, spans }) =>
        // Closed all day: from midnight to midnight, as search engines want it.
        (spans.length === 0 ? [[0, 0] as const] : spans).map(([opens, closes]) => ({
          '@type': 'OpeningHoursSpecification',
          validFrom: day,
          validThrough: day,
          opens: time(opens),
          closes: closes === 1440 ? '23:59' : time(closes),
        })),
      ),
    }),
  };
}

const EVENT_KINDS = {
  fair: 'SaleEvent',
  festival: 'Festival',
  market: 'SaleEvent',
  training: 'EducationEvent',
} as const;

/** A fair or festival; one that was cancelled stays, and says so. */
export function fairLd(origin: string, url: string, fair: Fair, where: string): object {
  const at = (day: string, minute: number | null) =>
    minute === null
      ? day
      : `${day}T${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00+07:00`;
  // Of what closes in the night or at midnight, the day is said and not the hour.
  const closes = fair.closesAt !== null && fair.closesAt < 1440 ? fair.closesAt : null;
  return {
    '@type': EVENT_KINDS[fair.kind],
    name: fair.name,
    url: origin + url,
    startDate: at(fair.firstOn, fair.opensAt),
    endDate: at(fair.lastOn, closes),
    eventStatus: `https://schema.org/${fair.cancelledOn === null ? 'EventScheduled' : 'EventCancelled'}`,
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: {
      '@type': 'Place',
      name: fair.spot ?? where,
      address: { '@type': 'PostalAddress', streetAddress: where, addressCountry: 'VN' },
      ...(fair.latitude !== null &&
        fair.longitude !== null && {
          geo: { '@type': 'GeoCoordinates', latitude: fair.latitude, longitude: fair.longitude },
        }),
    },
    organizer: { '@type': 'Organization', name: fair.organiser },
  };
}

/** A piece of news that stands. @param picture its address; `null`: none. @param lang of its body. */
export function newsLd(
  origin: string,
  url: string,
  item: NewsItem,
  picture: string | null,
  lang: Lang,
): object {
  const office = { '@type': 'Organization', name: item.byline };
  return {
    '@type': 'NewsArticle',
    headline: item.title,
    description: item.lead,
    url: origin + url,
    mainEntityOfPage: origin + url,
    inLanguage: lang,
    ...(item.publishedAt && { datePublished: item.publishedAt.toISOString() }),
    dateModified: item.updatedAt.toISOString(),
    author: office,
    publisher: office,
    ...(picture && { image: origin + picture }),
  };
}

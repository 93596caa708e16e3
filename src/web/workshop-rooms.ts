import type { IconName } from '#src/components/ui/icons.ts';
import type { Mode } from '#src/config.ts';
import { documentsRoom } from '#src/i18n/documents-room.ts';
import { stallRoom } from '#src/i18n/fair-stalls.ts';
import { household } from '#src/i18n/household.ts';
import { pictureDesk } from '#src/i18n/pictures.ts';
import { recognitionRoom } from '#src/i18n/recognition-room.ts';
import { reviewDesk } from '#src/i18n/reviews.ts';
import { lotsRoom } from '#src/i18n/lots-room.ts';
import { money } from '#src/i18n/shop-money.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { storyDeskWords } from '#src/i18n/stories.ts';
import { visitRoom } from '#src/i18n/visits.ts';
import { workshop } from '#src/i18n/workshop.ts';
import { paths } from './paths.ts';

export type WorkshopRoom = { name: string; href: string; icon: IconName };

/** The rooms of a producer's workshop, the day first. What is sold has rooms only where something is. */
export function workshopRooms(mode: Mode, producerId: string): readonly WorkshopRoom[] {
  const shop: readonly WorkshopRoom[] = [
    { name: workshop.nav.orders, href: paths.workshopOrders(producerId), icon: 'basket' },
    { name: workshop.nav.offers, href: paths.workshopOffers(producerId), icon: 'leaf' },
    { name: reviewDesk.nav, href: paths.workshopReviews(producerId), icon: 'info' },
    { name: money.nav, href: paths.workshopMoney(producerId), icon: 'document' },
    { name: stallRoom.nav, href: paths.workshopFairs(producerId), icon: 'calendar' },
    { name: workshop.nav.shop, href: paths.workshopShop(producerId), icon: 'shop' },
  ];
  return [
    { name: workshop.nav.today, href: paths.workshop(producerId), icon: 'house' },
    ...(mode === 'marketplace' ? shop : []),
    { name: storyDeskWords.nav, href: paths.workshopStories(producerId), icon: 'book' },
    { name: pictureDesk.nav, href: paths.workshopPictures(producerId), icon: 'picture' },
    { name: recognitionRoom.nav, href: paths.workshopCertificates(producerId), icon: 'calendar' },
    { name: documentsRoom.nav, href: paths.workshopDocuments(producerId), icon: 'document' },
    { name: lotsRoom.nav, href: paths.workshopLots(producerId), icon: 'calendar' },
    { name: stampsRoom.nav, href: paths.workshopStamps(producerId), icon: 'scan' },
    { name: visitRoom.own.nav, href: paths.workshopVisits(producerId), icon: 'clock' },
    { name: household.nav, href: paths.workshopPeople(producerId), icon: 'user' },
  ];
}

import { day as shownDay } from './format.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Same } from './lang.ts';

const vi = {
  sections: {
    about: { title: 'Giới thiệu', lead: 'Sao Làng là gì, sao OCOP nói gì, và con tem đọc thế nào.' },
    help: {
      title: 'Trợ giúp',
      lead: 'Tìm hàng, quét tem, xem hạn, tìm địa chỉ cũ, báo sai; và phần dành cho cán bộ, chủ thể, người lập trình.',
    },
    legal: { title: 'Pháp lý', lead: 'Ai chịu trách nhiệm, dữ liệu của bạn đi đâu, khiếu nại ở đâu.' },
  },
  updated: (day: string) => `Viết lại lần cuối: ${day}`,
  onThisPage: 'Trong trang này',
  more: 'Đọc tiếp',
  draft: 'Trang này có chỗ để trống mà đơn vị vận hành phải điền và luật sư phải đọc trước khi dùng thật.',
  owner: {
    name: 'Tên đơn vị',
    registration: 'Số đăng ký',
    representative: 'Người chịu trách nhiệm',
    address: 'Địa chỉ',
    phone: 'Điện thoại',
    email: 'Thư điện tử',
    missing: 'Chưa điền',
    nobody: 'Chưa ai khai đơn vị vận hành của trang này.',
    isExample: 'Đây là chỗ giữ sẵn, chưa phải thông tin thật.',
  },
  feed: {
    title: 'Sao Làng: quyết định công nhận OCOP mới',
    description: 'Các quyết định công nhận sản phẩm OCOP mới vào sổ đăng ký.',
    decision: (number: string, issuer: string, day: Day | null, count: number) =>
      `Quyết định${number ? ` ${number}` : ''}${day ? ` ngày ${shownDay(day)}` : ''}${issuer ? ` của ${issuer}` : ''}: ${count} sản phẩm`,
    example: 'Ví dụ, không có thật.',
  },
};

const en: Same<typeof vi> = {
  sections: {
    about: { title: 'About', lead: 'What Sao Làng is, what OCOP stars say, and how to read a stamp.' },
    help: {
      title: 'Help',
      lead: 'Finding goods, scanning a stamp, dates, old addresses, reporting a mistake; and pages for officers, producers and programmers.',
    },
    legal: { title: 'Legal', lead: 'Who answers for this site, where your data goes, where to complain.' },
  },
  updated: (day: string) => `Last rewritten: ${day}`,
  onThisPage: 'On this page',
  more: 'Read on',
  draft:
    'This page has blanks that the operator must fill in, and a lawyer must read, before it is used in earnest.',
  owner: {
    name: 'Name',
    registration: 'Registration',
    representative: 'Person responsible',
    address: 'Address',
    phone: 'Telephone',
    email: 'E-mail',
    missing: 'Not filled in',
    nobody: 'Nobody has yet said who runs this site.',
    isExample: 'These are placeholders, not real details.',
  },
  feed: {
    title: 'Sao Làng: new OCOP decisions',
    description: 'Decisions recognising OCOP products, as the register takes them in.',
    decision: (number: string, issuer: string, day: Day | null, count: number) =>
      `Decision${number ? ` ${number}` : ''}${day ? ` of ${shownDay(day)}` : ''}${issuer ? `, ${issuer}` : ''}: ${count} ${count === 1 ? 'product' : 'products'}`,
    example: 'An example; it does not exist.',
  },
};

/** Words of the pages that people wrote, of the open data and of the feed. */
export const pageWords = { vi, en };

import type { ClaimRelation, JoiningState } from '#src/domain/accounts/joining.ts';
import type { JoiningWords } from '#src/domain/notifications/join-producer.ts';
import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Lang } from './lang.ts';

const SIGNED = 'Sao Làng, sổ đăng ký sản phẩm OCOP';

/** Who else works on a producer's goods. */
export const household = {
  title: 'Người cùng làm',
  nav: 'Người',
  lead: 'Ai có tên ở đây thì sửa được hàng, đơn, tem của nhà mình. Mỗi việc họ làm đều được ghi tên.',
  owner: 'Chủ',
  member: 'Người nhà',
  helper: (behalf: string) => `Làm thay: ${behalf}`,
  since: (day: string) => `từ ${day}`,
  until: (day: string) => `đến hết ${day}`,
  end: 'Cho nghỉ',
  leave: 'Tôi thôi giữ việc này',
  reason: 'Vì sao',
  invite: 'Mời thêm người',
  inviteLead: 'Bạn nhận một liên kết để gửi qua Zalo hoặc tin nhắn. Liên kết dùng một lần, trong bảy ngày.',
  name: 'Tên người được mời',
  kind: 'Là ai',
  kinds: { member: 'Người trong nhà, làm lâu dài', helper: 'Người ngoài làm thay: hợp tác xã, cán bộ xã' },
  behalf: 'Thuộc đơn vị nào',
  behalfHint: 'Chỉ cần cho người làm thay. Ví dụ: Hợp tác xã An Sơn.',
  lastDay: 'Làm thay đến hết ngày',
  lastDayHint: 'Nhiều nhất một năm; hết hạn thì mời lại.',
  go: 'Tạo liên kết mời',
  link: 'Gửi liên kết này cho người được mời. Trang chỉ hiện nó một lần:',
  waiting: 'Đã mời, chưa nhận',
  nameless: 'Không ghi tên',
  withdraw: 'Rút lời mời',
  withdrawn: 'Đã rút lời mời.',
  ended: 'Đã ghi. Người ấy không vào được nữa.',
  before: 'Đã từng làm',
  log: 'Ai đã làm gì',
  logLead: 'Những việc gần đây nhất với hàng, tem và thông tin của nhà mình.',
  bySystem: 'Hệ thống',
  someone: 'Tài khoản đã xoá',
  help: 'Cần người giúp? Gọi',
};

const relations: Readonly<Record<ClaimRelation, string>> = {
  owner: 'Chủ cơ sở, chủ hộ',
  family: 'Người trong gia đình',
  employee: 'Người làm công',
  cooperative: 'Cán bộ hợp tác xã',
};

/** Somebody who wants to keep a producer. */
export const joining = {
  title: 'Xin giữ trang nhà sản xuất',
  lead: 'Tìm cơ sở của bạn trong sổ, rồi cho cán bộ xã biết bạn là ai. Cán bộ gọi lại để xác nhận.',
  search: 'Số giấy chứng nhận, số quyết định, tên cơ sở hoặc tên sản phẩm',
  go: 'Tìm',
  none: 'Không thấy cơ sở nào như vậy. Hãy thử tên ngắn hơn, hoặc gọi cán bộ xã.',
  choose: 'Đây là cơ sở của tôi',
  chosen: 'Bạn xin giữ',
  relation: 'Bạn là gì của cơ sở này',
  relations,
  phone: 'Số điện thoại để cán bộ gọi',
  words: 'Làm sao cán bộ biết đúng là bạn',
  wordsHint: 'Ví dụ: số giấy chứng nhận bạn đang giữ, tên người ký hợp đồng, nơi ở.',
  send: 'Gửi cán bộ',
  sent: 'Đã gửi. Cán bộ xã sẽ gọi lại cho bạn.',
  own: 'Những lần bạn đã xin',
  states: {
    open: 'Đang chờ cán bộ',
    accepted: 'Đã được nhận',
    refused: 'Không được nhận',
    withdrawn: 'Bạn đã rút',
  } satisfies Record<JoiningState, string>,
  takeBack: 'Rút lại',
  other: 'Chọn cơ sở khác',
  link: 'Tôi là chủ thể OCOP, muốn giữ trang của cơ sở',
};

export const joiningRoom = {
  title: 'Xin giữ nhà sản xuất',
  lead: 'Gọi theo số trong sổ, không chỉ số người xin tự ghi. Nhận rồi, người ấy sửa được hàng, giá và câu chuyện của cơ sở.',
  none: 'Không ai đang chờ.',
  who: 'Người xin',
  account: (email: string | null, day: string) => `${email ?? 'chỉ có số điện thoại'}, lập tài khoản ${day}`,
  relation: 'Là gì của cơ sở',
  phone: 'Số người xin ghi',
  registered: 'Số trong sổ',
  unknown: 'sổ chưa có số',
  words: 'Người xin viết',
  owners: 'Đang giữ',
  noOwner: 'chưa ai',
  reason: 'Lý do (bắt buộc khi không nhận)',
  accept: 'Nhận',
  refuse: 'Không nhận',
  accepted: 'Đã nhận. Người ấy vào được bàn làm việc.',
  refused: 'Đã trả lời không nhận.',
};

export const joiningAudit: Readonly<Record<string, string>> = {
  'joining.asked': 'Xin giữ nhà sản xuất',
  'joining.accepted': 'Nhận người giữ nhà sản xuất',
  'joining.refused': 'Không nhận người xin giữ nhà sản xuất',
};

function answerLetter(about: { name: string; producer: string; accepted: boolean; reason: string }): {
  title: string;
  words: string;
} {
  return {
    title: about.accepted
      ? `Bạn giữ trang của ${about.producer}`
      : `Về việc xin giữ trang của ${about.producer}`,
    words: [
      `Kính gửi ${about.name},`,
      about.accepted
        ? `Cán bộ đã xác nhận: từ nay bạn giữ trang của ${about.producer} trong sổ đăng ký. Hãy đăng nhập rồi mở Bàn làm việc nhà sản xuất.`
        : `Cán bộ chưa nhận việc bạn xin giữ trang của ${about.producer}.`,
      ...(about.reason ? [`Cán bộ ghi: ${about.reason}`] : []),
      SIGNED,
    ].join('\n\n'),
  };
}

function ownerLetter(about: { name: string; producer: string; joined: string }): {
  title: string;
  words: string;
} {
  return {
    title: `${about.joined} cùng giữ trang của ${about.producer}`,
    words: [
      `Kính gửi ${about.name},`,
      `Cán bộ vừa nhận ${about.joined} cùng giữ trang của ${about.producer}: người ấy sửa được hàng, giá và câu chuyện của cơ sở.`,
      'Nếu bạn không biết người này, hãy gọi ngay cán bộ xã, hoặc cho nghỉ ở Bàn làm việc nhà sản xuất, mục Người.',
      SIGNED,
    ].join('\n\n'),
  };
}

export const joiningLetters: JoiningWords = { toAsker: answerLetter, toOwner: ownerLetter };

type HouseholdRefusal = Extract<RefusalCode, `household.${string}` | `joining.${string}`>;

export const householdRefusals: Record<Lang, Record<HouseholdRefusal, string>> = {
  vi: {
    'household.last_owner': 'Đây là người chủ cuối cùng. Hãy để cán bộ nhận người chủ khác trước.',
    'household.behalf_missing': 'Người làm thay thuộc đơn vị nào? Hãy ghi tên đơn vị.',
    'household.until_wrong': 'Ngày cuối của người làm thay là từ hôm nay đến {most} ngày nữa.',
    'joining.too_many': 'Bạn đang chờ trả lời {most} lần xin. Hãy chờ cán bộ, hoặc rút bớt.',
    'joining.known': 'Bạn đã xin giữ cơ sở này rồi và đang chờ cán bộ.',
    'joining.kept_already': 'Bạn đang giữ cơ sở này rồi.',
    'joining.decided': 'Việc này đã có người quyết định rồi.',
    'joining.words_missing': 'Hãy viết vài chữ để cán bộ biết đúng là bạn.',
  },
  en: {
    'household.last_owner': 'This is the last owner. Let an officer accept another one first.',
    'household.behalf_missing': 'For whom does the helper work? Give the name of the organisation.',
    'household.until_wrong': 'The last day of a helper is between today and {most} days from now.',
    'joining.too_many': '{most} of your requests are waiting. Wait for the officer, or take one back.',
    'joining.known': 'You have asked for this producer already and are waiting for the officer.',
    'joining.kept_already': 'You keep this producer already.',
    'joining.decided': 'Somebody has decided this already.',
    'joining.words_missing': 'Write a few words by which the officer can tell that it is you.',
  },
};

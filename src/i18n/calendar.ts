/** Words about days on which offices are closed. */
export const calendarWords = {
  /** Beside a day that was counted in working days. */
  unknown: (year: number) =>
    `Lịch nghỉ lễ năm ${year} chưa có ở đây nên mới trừ thứ bảy, chủ nhật; hãy xem lại nếu có ngày lễ.`,
  /** In a letter, within brackets. */
  notCounted: (year: number) => `chưa xét ngày nghỉ lễ năm ${year}`,
  today: (year: number) => `Chưa có lịch nghỉ lễ năm ${year}`,
  todayTodo:
    'Khi có quyết định lịch nghỉ, người giữ máy chủ ghi thêm năm ấy. Cho đến lúc đó, ngày làm việc chỉ trừ thứ bảy, chủ nhật.',
};

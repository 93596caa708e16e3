import { auditRegister } from '#src/domain/registry-log/audit-register.ts';
import type { Job } from './jobs.ts';

/** Holds the whole register against the log every night: what differs is shown to the office and counted for alarms. */
export const auditLogJob: Job = {
  name: 'audit_log',
  cron: '43 2 * * *',
  run: async ({ db, config }) => {
    const ctx = { db, now: config.clock(), actor: { kind: 'system', task: 'audit_log' } } as const;
    const audited = await auditRegister(ctx);
    const found = audited ? audited.log.faults.length + audited.differences.length : 0;
    if (found > 0) process.stderr.write(`Sổ cái: ${found} chỗ khác, xem ocop log audit.\n`);
    return { entries: audited?.log.checkpoint?.size ?? 0, found };
  },
};

import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ClaimRelation, JoiningState } from '#src/domain/accounts/joining.ts';
import type { Role, ScopeKind } from '#src/domain/shared/actor.ts';
import { producers } from './producers.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** People who sign in. The columns up to `updatedAt` are those that better-auth reads and writes. */
export const users = pgTable(
  'users',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    /** Lower case. Who has none gets one that no mail reaches, made of the telephone number. */
    email: text('email').notNull().unique(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text('image'),
    twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** `+84912345678`. */
    phone: text('phone').unique(),
    /** From then on nobody signs in with this account; what they did stays theirs. */
    closedAt: instant('closed_at'),
  },
  (table) => [check('users_email', sql`${table.email} = lower(${table.email})`)],
);

/** Who is signed in where. A row taken away is a browser signed out. */
export const sessions = pgTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    token: text('token').notNull().unique(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    /** Opened with more than a password: a code of the telephone, or a passkey. */
    isStrong: boolean('is_strong').notNull().default(false),
  },
  (table) => [index('sessions_user').on(table.userId), index('sessions_expires').on(table.expiresAt)],
);

/** How someone proves who they are; of a password only its scrypt hash. */
export const credentials = pgTable(
  'credentials',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: instant('access_token_expires_at'),
    refreshTokenExpiresAt: instant('refresh_token_expires_at'),
    scope: text('scope'),
    password: text('password'),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index('credentials_user').on(table.userId)],
);

/** One-time values with a term: password resets, second steps under way, challenges of passkeys. */
export const verifications = pgTable(
  'verifications',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [index('verifications_identifier').on(table.identifier)],
);

/** The secret that codes of the telephone are made of, and codes for the day it is lost; both encrypted. */
export const secondFactors = pgTable(
  'second_factors',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    secret: text('secret').notNull(),
    backupCodes: text('backup_codes').notNull(),
    verified: boolean('verified').notNull().default(true),
    failedVerificationCount: integer('failed_verification_count').notNull().default(0),
    lockedUntil: instant('locked_until'),
  },
  (table) => [unique('second_factors_user').on(table.userId)],
);

export const passkeys = pgTable(
  'passkeys',
  {
    id: text('id').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text('name'),
    publicKey: text('public_key').notNull(),
    credentialID: text('credential_id').notNull().unique(),
    counter: bigint('counter', { mode: 'number' }).notNull(),
    deviceType: text('device_type').notNull(),
    backedUp: boolean('backed_up').notNull(),
    transports: text('transports'),
    aaguid: text('aaguid'),
    createdAt: instant('created_at'),
  },
  (table) => [index('passkeys_user').on(table.userId)],
);

/** Who may do what where. Ended, never deleted: what someone did they did in the office they then held. */
export const assignments = pgTable(
  'assignments',
  {
    id: char('id', { length: 12 }).primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    role: text('role').$type<Role>().notNull(),
    scopeKind: text('scope_kind').$type<ScopeKind>().notNull(),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    producerId: char('producer_id', { length: 12 }).references(() => producers.id),
    /** For whom somebody from outside works here: their cooperative, their commune. `null`: of the house itself. */
    behalf: text('behalf'),
    /** Good before that moment; `null`: until it is ended. */
    until: instant('until'),
    givenBy: text('given_by').notNull(),
    givenAt: instant('given_at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
    endReason: text('end_reason'),
  },
  (table) => [
    index('assignments_user').on(table.userId),
    index('assignments_place').on(table.provinceCode, table.communeCode),
    check(
      'assignments_scope',
      sql`(${table.scopeKind} in ('province', 'commune')) = (${table.provinceCode} is not null)
        and (${table.scopeKind} = 'commune') = (${table.communeCode} is not null)
        and (${table.scopeKind} = 'producer') = (${table.producerId} is not null)`,
    ),
    check('assignments_end', sql`(${table.endedAt} is null) = (${table.endedBy} is null)`),
  ],
);

/** Links by which somebody joins; the link itself is not kept, only its hash. */
export const invitations = pgTable(
  'invitations',
  {
    id: char('id', { length: 12 }).primaryKey(),
    tokenHash: char('token_hash', { length: 64 }).notNull().unique(),
    /** Whom it was sent to; `null`: the link is handed over by hand, as that of a first start. */
    email: text('email'),
    name: text('name'),
    role: text('role').$type<Role>().notNull(),
    scopeKind: text('scope_kind').$type<ScopeKind>().notNull(),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    producerId: char('producer_id', { length: 12 }).references(() => producers.id),
    behalf: text('behalf'),
    until: instant('until'),
    invitedBy: text('invited_by').notNull(),
    invitedAt: instant('invited_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    acceptedBy: text('accepted_by').references(() => users.id),
    withdrawnAt: instant('withdrawn_at'),
  },
  (table) => [index('invitations_place').on(table.provinceCode, table.communeCode)],
);

/** Somebody says that a producer is theirs to keep; an officer of the place says whether that is so. */
export const producerClaims = pgTable(
  'producer_claims',
  {
    id: char('id', { length: 12 }).primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => users.id),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    relation: text('relation').$type<ClaimRelation>().notNull(),
    /** Where the officer can call them. */
    phone: text('phone').notNull(),
    words: text('words').notNull(),
    madeAt: instant('made_at').notNull(),
    state: text('state').$type<JoiningState>().notNull().default('open'),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    reason: text('reason'),
  },
  (table) => [
    uniqueIndex('producer_claims_open')
      .on(table.userId, table.producerId)
      .where(sql`state = 'open'`),
    index('producer_claims_producer').on(table.producerId, table.state),
  ],
);

/** Tries that failed, counted by what was tried and by where from; only hashes, gone after a day. */
export const failedTries = pgTable('failed_tries', {
  /** SHA-256 of the kind of try and of the account or address. */
  key: char('key', { length: 64 }).primaryKey(),
  count: integer('count').notNull(),
  lastAt: instant('last_at').notNull(),
  /** Until then every try is refused, with the same words as a wrong password. */
  blockedUntil: instant('blocked_until'),
});

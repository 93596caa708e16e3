import { userInfo } from 'node:os';
import type { OpenDatabase } from '#db/client.ts';
import { BadSettings, readConfig } from '#src/config.ts';
import { WrongUsage, type Command, type CommandTools, type ExitCode } from './command.ts';
import { listCommand } from './list-command.ts';
import { offersCommand } from './offers-command.ts';
import { stampsUsage } from './stamps-usage.ts';

/** Every command by its name; each lives in its own file and is loaded when it is called. */
const COMMANDS: Readonly<Record<string, Command>> = {
  decisions: listCommand('decisions'),
  shops: listCommand('shops'),
  offers: offersCommand,
  places: {
    usage: [
      ['places import TỆP.csv', 'nhập bảng chuyển đổi đơn vị hành chính của cơ quan thống kê'],
      ['places resolve "ĐỊA CHỈ"', 'cho biết địa chỉ cũ nay thuộc đâu'],
    ],
    run: async (args, { open, config, out, json }) => {
      const [{ placesCommand }, { openSite }, { ctx, database }] = await Promise.all([
        import('./places.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      const code = await placesCommand(args, { ctx, out, json });
      // The index holds names of places.
      if (code === 0 && args[0] === 'import') await (await openSite(config, database)).search.rebuild();
      return code;
    },
  },
  demo: {
    usage: [['demo', 'đưa dữ liệu minh hoạ vào sổ đăng ký còn trống']],
    run: async (args, { open, config, out, json }) => {
      const [{ demoCommand }, { openSite }, { ctx, database }] = await Promise.all([
        import('./demo.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      const { search } = await openSite(config, database);
      return demoCommand(args, { ctx, lastDay: config.lastDay, search, out, json });
    },
  },
  reindex: {
    usage: [['reindex', 'lập lại chỉ mục tìm kiếm trong khi trang vẫn chạy']],
    run: async (args, { open, config, out, json }) => {
      const [{ reindexCommand }, { openSite }, { database }] = await Promise.all([
        import('./reindex.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      const { search } = await openSite(config, database);
      return reindexCommand(args, { search, out, json });
    },
  },
  user: {
    usage: [
      [
        'user add --email THƯ --role VAI-TRÒ [--scope ĐỊA-BÀN|CHỦ-THỂ]',
        'tạo tài khoản có vai trò; mật khẩu đọc từ đầu vào chuẩn (--phone thay cho --email cũng được)',
      ],
    ],
    run: async (args, { open, config, out, err, json }) => {
      const [{ userCommand, firstLine }, { openSite }, { ctx, database }] = await Promise.all([
        import('./user.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      const site = await openSite(config, database);
      return userCommand(args, { ctx, site, password: () => firstLine(process.stdin), out, err, json });
    },
  },
  owner: {
    usage: [
      ['owner show', 'cho biết ai chịu trách nhiệm về trang này'],
      ['owner set TỆP.yaml', 'ghi đơn vị vận hành, hiện ở các trang pháp lý'],
    ],
    run: async (args, { open, out, json }) => {
      const { ownerCommand } = await import('./owner.ts');
      return ownerCommand(args, { ctx: (await open()).ctx, out, json });
    },
  },
  stamps: {
    usage: stampsUsage,
    run: async (args, { open, config, out, json }) => {
      const [{ stampsCommand }, { openSite }, { ctx, database }] = await Promise.all([
        import('./stamps-command.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      return stampsCommand(args, { ctx, site: await openSite(config, database), out, json });
    },
  },
  log: {
    usage: [
      ['log audit', 'đọc lại toàn bộ sổ cái, tính lại gốc và mọi tình trạng, so với sổ đăng ký'],
      ['log audit --url ĐỊA-CHỈ [--key KHOÁ]', 'như thế với sổ cái của trang khác, chỉ từ tệp công khai'],
      ['log key', 'khoá công khai của sổ cái, để trao cho nơi làm chứng'],
      [
        'log witness --name TÊN --log KHOÁ [--port CỔNG] [--host MÁY]',
        'làm chứng rằng sổ cái của nơi khác chỉ dài thêm; chạy đến khi dừng',
      ],
    ],
    run: async (args, tools) => (await import('./log-command.ts')).logCommand(args, tools),
  },
  sync: {
    usage: [['sync [NGUỒN]', 'đọc ngay một nguồn (theo tên hoặc mã), hoặc mọi nguồn đang bật']],
    run: async (args, { open, config, out, err, json }) => {
      const [{ syncCommand }, { openSite }, { ctx, database }] = await Promise.all([
        import('./sync.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      return syncCommand(args, { ctx, site: await openSite(config, database), out, err, json });
    },
  },
  files: {
    usage: [
      ['files check', 'đọc mọi tệp ảnh, ghi âm, giấy tờ tại nơi cất và so với mã của nó'],
      [
        'files move database|folder|s3',
        'chuyển mọi tệp về một nơi; trang vẫn chạy, bị ngắt thì gọi lại để làm tiếp',
      ],
    ],
    run: async (args, { open, config, out, err, json }) => {
      const [{ filesCommand }, { filesOf }, { ctx }] = await Promise.all([
        import('./files.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      return filesCommand(args, { ctx, store: filesOf(config), out, err, json });
    },
  },
  job: {
    usage: [['job send_letters|write_notices|sync_sources|clean_up', 'chạy ngay một việc nền']],
    run: async (args, { open, config, out, json }) => {
      const [{ jobCommand }, { openSite }, { database }] = await Promise.all([
        import('./job.ts'),
        import('#src/web/site.ts'),
        open(),
      ]);
      return jobCommand(args, { site: await openSite(config, database), out, json });
    },
  },
  backup: {
    usage: [['backup TỆP', 'sao lưu mọi dữ liệu tại một thời điểm vào một tệp; trang vẫn chạy']],
    run: async (args, tools) => (await import('./backup.ts')).backupCommand(args, tools),
  },
  restore: {
    usage: [['restore TỆP', 'phục hồi vào cơ sở dữ liệu chưa có sổ đăng ký, tất cả hoặc không gì']],
    run: async (args, tools) => (await import('./backup.ts')).restoreCommand(args, tools),
  },
};

function usage(): string {
  const forms = Object.values(COMMANDS).flatMap((command) => command.usage);
  const width = Math.max(...forms.map(([form]) => form.length));
  return [
    'Cách dùng: npm run ocop -- <lệnh>',
    '',
    ...forms.map(([form, does]) => `  ${form.padEnd(width)}  ${does}`),
    '',
    'Tùy chọn:',
    '  --json                      kết quả cho máy đọc',
    '  --columns product=B,stars=F chỉ cột khi tiêu đề không rõ',
    '  --decision SỐ --date NGÀY --issuer CƠ QUAN --province TỈNH',
    '                              bổ sung điều mà tệp không ghi',
    '  --sheet TÊN                 chỉ đọc một trang',
    '',
    'Mã thoát: 0 xong, 1 bị từ chối và có nêu vấn đề, 2 gọi sai cách.',
  ].join('\n');
}

/** Runs one command. Everything it says goes to `stdout`, progress and complaints to `stderr`. */
export async function ocop(args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<ExitCode> {
  const out = (line: string) => void process.stdout.write(`${line}\n`);
  const err = (line: string) => void process.stderr.write(`${line}\n`);
  const json = args.includes('--json');
  const [name, ...rest] = args.filter((word) => word !== '--json');
  const command = name === undefined ? undefined : COMMANDS[name];
  if (!command) {
    (name === 'help' || name === '--help' ? out : err)(usage());
    return name === 'help' || name === '--help' ? 0 : 2;
  }
  let database: OpenDatabase | undefined;
  try {
    const config = readConfig(env);
    const open: CommandTools['open'] = async () => {
      if (!database) {
        const { prepareDatabase } = await import('#src/web/prepare.ts');
        // A command never fills the register with the demo world; only the first start of the site does.
        database = await prepareDatabase({ ...config, demo: false }, () => {});
      }
      const actor = { kind: 'operator', name: operatorName() } as const;
      return { database, ctx: { db: database.db, now: config.clock(), actor } };
    };
    return await command.run(rest, { config, out, err, json, open });
  } catch (error) {
    if (!(error instanceof WrongUsage || error instanceof BadSettings)) throw error;
    err(error.message);
    if (error instanceof WrongUsage) err(`\n${usage()}`);
    return 2;
  } finally {
    await database?.close();
  }
}

function operatorName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}

if (import.meta.main) {
  // Whoever reads only the beginning of our words (`| head`) is no reason to fall over.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.exitCode = await ocop(process.argv.slice(2));
}

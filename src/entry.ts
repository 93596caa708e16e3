/**
 * The built program. One bundle for the server and the commands, so that both share their modules; what is
 * not asked for is not loaded.
 */
export const server = (): Promise<typeof import('./server.ts')> => import('./server.ts');
export const commands = (): Promise<typeof import('./cli/ocop.ts')> => import('./cli/ocop.ts');

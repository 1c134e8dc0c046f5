import { initTRPC, TRPCError } from "@trpc/server";

const { router, procedure } = initTRPC.context().create();

const protectedProcedure = procedure.use(({ ctx, next }) => {
  if (!ctx.session?.userId) throw new TRPCError({ code: "UNAUTHORIZED" });
  return next();
});

export { protectedProcedure, router };

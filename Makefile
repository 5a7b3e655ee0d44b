# Only a shorthand: all of it is in the launcher, which needs no make.
.PHONY: help run setup test check bench nightly shots messages lock

help:
	@python3 nj help
run:
	@python3 nj up
setup:
	@python3 nj setup --dev
test check bench nightly shots messages lock:
	@python3 nj $@

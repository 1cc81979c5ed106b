@echo off
rem The command line of TLSRPT Desk: the app itself, without its window. A script waits for it, a prompt would not.
"%~dp0TLSRPT Desk.exe" --disable-gpu --log-level=3 --cli -- %*

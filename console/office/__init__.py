"""The back office's pages: the work list, a case, a slip request, and the files debtors sent."""

"""The parties at the table: who speaks for whom, who comes, goes, or answers on paper."""

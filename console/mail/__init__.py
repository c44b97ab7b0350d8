"""The words of mail, as the RFCs use them. Standard library only: no database, network or Flask."""

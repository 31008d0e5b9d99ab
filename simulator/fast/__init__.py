"""The passes of `simulator.ops` again, for where speed is felt: many updates, long sequences, large states.

Each module here computes what its teaching form computes, in arrays that are allocated once (`out=`), with the
products laid out as BLAS likes them and with derivatives taken from stored outputs. Nothing is here that was not
measured to pay (`make bench`), and every number is tested equal to that of the teaching form.
"""
